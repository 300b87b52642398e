// ConvolutionExplorer: kernel, stride, padding, dilation and input size on sliders; numbers in every grid.
import { convolve, corner, makePlan, outputSize, padGrid, sourceIndices, terms } from "./arithmetic.js";
import { stopper } from "./controls.js";
import { convolutionControls } from "./convolution_controls.js";
import { convolutionPictures } from "./convolution_pictures.js";
import { predictionRow } from "./convolution_prediction.js";
import { bond, el, rebuilt, root, setText } from "./kit.js";
import { OWN_NAMES, refused, saying, sumBox } from "./saying.js";
import { convolutionRefusal, formula, torchLine, workedSum } from "./words.js";

const NAMES = [
  "x", "weight", "bias", "size", "kernel_size", "stride", "padding", "dilation", "row", "col", "pinned", "show_reads", "predict", "limits", "names", "_revision",
];

function build(model, host) {
  const link = bond(model, NAMES, () => draw());
  const { state } = link;
  const flat = model.get("_ndim") === 1;
  let good = null; // the last possible picture: {plan, x, weight, padded, output}

  const prediction = predictionRow(link, flat, () => draw());
  const set = (name) => (value) => {
    prediction.forget();
    link.change({ [name]: value });
  };
  const controls = convolutionControls(link, set);
  const pictures = convolutionPictures(link, flat, () => good, () => draw());

  // -- text
  const general = el("div", { class: "cnx-line cnx-faint" }, "output size = ⌊(size + before + after − dilation·(kernel − 1) − 1) / stride⌋ + 1");
  const formulas = ["rows", "columns"].map(() => el("div", { class: "cnx-line" }));
  const square = flat || (state.x.length === state.x[0].length && state.weight.length === state.weight[0].length);
  const says = saying();
  const sum = sumBox(state.weight.flat().length);
  const stops = stopper((index) => good && pictures.choose(Math.floor(index / good.output[0].length), index % good.output[0].length), pictures.pin);

  const node = root(
    "convolution",
    el(
      "div",
      { class: "cnx-row" },
      el(
        "div",
        { style: "flex:1 1 560px" },
        el("div", { class: "cnx-controls" }, ...controls.nodes),
        prediction.node,
        general,
        el("div", { "data-role": "formula" }, ...(square ? formulas.slice(0, 1) : formulas)),
      ),
      pictures.kernel,
    ),
    says.node,
    el("div", { class: "cnx-row" }, pictures.input, pictures.output),
    stops.node,
    sum.node,
  );
  host.append(node);

  // -- drawing
  function compute() {
    const x = corner(state.x, state.size);
    const weight = corner(state.weight, state.kernel_size);
    const plan = makePlan(x, weight, state, flat);
    const outside = ["size", "kernel_size", "stride", "dilation"].find((n) => state[n] < state.limits[n][0] || state[n] > state.limits[n][1]);
    const range = outside && `${outside} must be from ${state.limits[outside].join(" to ")}, got ${state[outside]}`;
    const why = range || convolutionRefusal(plan, state.padding, flat);
    if (!why) {
      const sources = [plan.rows, plan.cols].map((axis) => sourceIndices(axis.size, axis.before, axis.after, "zeros"));
      const padded = padGrid(x, ...sources);
      good = { plan, x, weight, padded, output: convolve(padded, weight, plan, state.bias) };
    }
    return { why, plan, range };
  }

  function draw() {
    const { why, plan, range } = compute();
    controls.update(plan);
    prediction.predict.update(state.predict);
    says.update(node, range || refused(why), torchLine(plan, state.padding, state.bias, flat, false, shownNames(plan)), state.names);
    const hidden = prediction.hides(why);
    const sizeOf = (axis, word) => {
      const text = `${word} = ${formula(axis)}${why && outputSize(axis) > 0 ? " by the formula, but refused" : ""}`;
      return hidden ? text.slice(0, text.indexOf(" = ⌊", 8 + word.length)) + " = ?" : text;
    };
    setText(formulas[0], sizeOf(plan.cols, square ? "output size" : "columns"));
    setText(formulas[1], square ? "" : sizeOf(plan.rows, "rows"));
    if (!good) return;
    if (!why) {
      const [lastRow, lastCol] = [good.output.length - 1, good.output[0].length - 1];
      if (state.row > lastRow || state.col > lastCol) link.put({ row: Math.min(state.row, lastRow), col: Math.min(state.col, lastCol) });
    }
    drawWords(hidden, pictures.draw(hidden));
    prediction.update(hidden, why, good.output);
    if (why) link.put({ _page: { refusal: why } });
    else link.report(good.output);
  }

  // The reader's own names, cropped as the sliders crop; x and weight stand for what is shown.
  function shownNames(plan) {
    const crop = (name, grid, rows, cols) => {
      if (rows === grid.length && cols === grid[0].length) return name;
      return flat ? `${name}[:${cols}]` : `${name}[:${rows}, :${cols}]`;
    };
    if (state.names.every((name, i) => name === OWN_NAMES[i])) return state.names;
    return [crop(state.names[0], state.x, plan.rows.size, plan.cols.size), crop(state.names[1], state.weight, plan.rows.kernel, plan.cols.kernel)];
  }

  function drawWords(hidden, { row, col, input, fed }) {
    const { place } = pictures;
    const { plan, weight, padded, output } = good;
    stops.update(row * output[0].length + col, hidden ? 1 : output.length * output[0].length, state.pinned, hidden ? "?" : place(row, col));
    if (hidden) sum.update("The worked sum appears after you reveal the output.");
    else if (input) {
      const total = fed[0].size * fed[1].size;
      sum.update(`Input cell ${place(...input)} feeds ${total} output cell${total === 1 ? "" : "s"}: ${[...fed[0]].flatMap((r) => [...fed[1]].map((c) => place(r, c))).join(" ") || "none"}`);
    } else sum.update(`output${place(row, col)} = ${workedSum(terms(padded, weight, plan, row, col), state.bias)}`);
  }

  draw();
  return () => {
    link.end();
    node.remove();
  };
}

export default rebuilt(build, ["x", "weight", "_ndim", "limits"]);
