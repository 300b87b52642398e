// BoundaryExplorer: what lies beyond the edge. Each ring cell is tied to the input cell it copies; size and matrix row follow.
import { MODES, convolve, makePlan, outputSize, padGrid, sourceIndices, terms } from "./arithmetic.js";
import { boundaryPictures } from "./boundary_pictures.js";
import { select, slider, stopper } from "./controls.js";
import { bond, el, rebuilt, root, setText } from "./kit.js";
import { saying, sumBox } from "./saying.js";
import { convolutionRefusal, paddingLine, paddingRefusal, plain, workedSum } from "./words.js";

const NAMES = ["x", "weight", "bias", "mode", "width", "value", "row", "col", "pinned", "limits", "names", "_revision"];
const WORDS = {
  zeros: "zeros",
  constant: "constant (one value)",
  circular: "circular (wraps)",
  reflect: "reflect (edge once)",
  symmetric: "symmetric (edge twice)",
  replicate: "replicate (holds)",
};

function build(model, host) {
  const link = bond(model, NAMES, () => draw());
  const { state } = link;
  const flat = model.get("_ndim") === 1;
  let good = null; // the last possible picture

  const mode = select("mode", "mode", MODES.map((name) => [name, WORDS[name]]), (value) => link.change({ mode: value }));
  const width = slider("width", "width", (value) => link.change({ width: value }));
  const value = el("input", { type: "number", step: "any", "aria-label": "constant value", "data-role": "number-value" });
  value.addEventListener("input", () => value.value !== "" && Number.isFinite(Number(value.value)) && link.change({ value: Number(value.value) }));
  const valueNode = el("label", { class: "cnx-control" }, el("span", {}, "value"), value);

  // The size as notebook 02 writes it: W − K + 1 + 2P, at stride 1 and without dilation.
  const sizeOf = (axis) => `${axis.size} − ${axis.kernel} + 1 + 2·${axis.before} = ${outputSize(axis)}`;
  const refusal = (now) => {
    if (!now.range && !now.why) return "";
    const words = now.range || `PyTorch refuses: ${now.why}`;
    return `${words}. ${good ? `The picture still shows ${good.mode}, width ${good.plan.cols.before}.` : "There is no picture yet."}`;
  };

  const compute = (s) => {
    const plan = makePlan(s.x, s.weight, { padding: s.width }, flat);
    const range = s.width < s.limits.width[0] || s.width > s.limits.width[1] ? `width must be from ${s.limits.width.join(" to ")}, got ${s.width}` : "";
    const axes = [plan.rows, plan.cols];
    const why = axes.map((a) => paddingRefusal(a.size, a.before, a.after, s.mode)).find(Boolean) ?? convolutionRefusal(plan, s.width, flat);
    if (range || why) return { range, why, plan };
    const sources = axes.map((a) => sourceIndices(a.size, a.before, a.after, s.mode));
    const padded = padGrid(s.x, ...sources, s.mode === "constant" ? s.value : 0);
    return { range, why, plan, mode: s.mode, value: s.value, sources, padded, weight: s.weight, output: convolve(padded, s.weight, plan, s.bias) };
  };

  const pictures = boundaryPictures(link, flat, () => good, () => draw());

  // -- text
  const says = saying();
  const size = el("div", { class: "cnx-line", "data-role": "formula" });
  const sentence = el("div", { class: "cnx-line cnx-two", "data-role": "sentence", "aria-live": "polite" });
  const sum = sumBox(state.weight.flat().length);
  const stops = stopper((index) => good && pictures.choose(Math.floor(index / good.output[0].length), index % good.output[0].length), pictures.pin);
  const node = root(
    "boundary",
    el("div", { class: "cnx-row" }, el("div", { class: "cnx-controls" }, mode.node, width.node, valueNode)),
    says.node,
    size,
    ...(flat
      ? [
          el(
            "div",
            { class: "cnx-row" },
            el("div", { class: "cnx-stack", style: "flex:0 1 640px;min-width:0" }, pictures.input, pictures.output, pictures.kernel, sentence, stops.node, sum.node),
            pictures.matrix,
          ),
        ]
      : [
          sentence,
          el("div", { class: "cnx-row" }, pictures.input, pictures.output, el("div", { class: "cnx-stack" }, pictures.kernel, pictures.matrix)),
          stops.node,
          sum.node,
        ]),
  );
  host.append(node);

  function draw() {
    const now = compute(state);
    if (now.output) good = now;
    const why = now.range || now.why;
    mode.update(state.mode);
    width.update(state.width, state.limits.width);
    value.disabled = state.mode !== "constant";
    valueNode.style.visibility = value.disabled ? "hidden" : "visible"; // its place stays, so that nothing moves
    if (Number(value.value) !== state.value || value.value === "") if (document.activeElement !== value) value.value = state.value;
    says.update(node, refusal(now), paddingLine(state.mode, state.width, state.value, state.bias, flat, state.names), state.names);
    const { rows, cols } = now.plan;
    const both = flat || (rows.size === cols.size && rows.kernel === cols.kernel);
    const sizes = both ? `output size = ${sizeOf(cols)}` : `rows = ${sizeOf(rows)}; columns = ${sizeOf(cols)}`;
    setText(size, why ? "" : sizes);
    if (!good) return;
    if (!why) {
      const [row, col] = [Math.min(state.row, good.output.length - 1), Math.min(state.col, good.output[0].length - 1)];
      if (row !== state.row || col !== state.col) link.put({ row, col });
    }
    drawWords(pictures.draw());
    if (why) link.put({ _page: { refusal: why } });
    else link.report(good.output);
  }

  function drawWords({ row, col, where, outside: share }) {
    const { place } = pictures;
    const { plan, padded, weight, output } = good;
    setText(sentence, where || "Point at a ring cell to see which input cell it copies. By keyboard: Tab to the input, then the arrow keys.");
    const outside = good.mode === "constant" && share !== 0 ? `; in it ${plain(share)}·${plain(good.value)} of the constant, which the matrix does not hold` : "";
    stops.update(row * output[0].length + col, output.length * output[0].length, state.pinned, place(row, col));
    sum.update(`output${place(row, col)} = ${workedSum(terms(padded, weight, plan, row, col), state.bias)}${outside}`);
  }

  draw();
  return () => {
    link.end();
    node.remove();
  };
}

export default rebuilt(build, ["x", "weight", "_ndim", "bias", "limits"]);
