// UNetShapes: size and channels of every map of a U-Net, the crop on every link, sizes that do not fit refused in words.
//
// Beside kit.js's roles: number-size, button-smaller and button-larger (the next sizes that fit), u (the picture),
// stage (a cell: data-row its level, data-col its place along the walk; data-in, data-out, data-link, data-channels),
// link-LEVEL, output-line, stage-line, torch-line
import { button, copyButton, select, slider } from "./controls.js";
import { bond, el, root, setAttribute, setText } from "./kit.js";
import { neighbours, stageWords, unetLine, unetRefusal, unetWalk } from "./unet_arithmetic.js";
import { DEPTHS, unetPicture } from "./unet_picture.js";

const NAMES = ["size", "depth", "padding", "width", "stage"];
const LARGEST = 4096;
const WIDTHS = [4, 8, 16, 32, 64, 128];

function build(model, host) {
  const link = bond(model, NAMES, () => draw());
  const { state } = link;
  let good = null; // the last settings that fit, and their walk; at first, where the size does not fit, the nearest one that does

  // -- controls
  const put = (changes) => link.change({ ...changes, ...("depth" in changes ? { stage: Math.min(state.stage, 2 * changes.depth) } : {}) });
  const size = slider("size", "input size", (value) => put({ size: value }));
  size.node.querySelector(".cnx-value").remove(); // the field beside it shows the number
  const field = el("input", { type: "number", min: 1, max: LARGEST, "aria-label": "input size in pixels", "data-role": "number-size" });
  field.addEventListener("input", () => {
    const value = Number(field.value);
    if (Number.isInteger(value) && value >= 1 && value <= LARGEST) put({ size: value });
    else if (value > LARGEST) draw(`Not taken: the largest size is ${LARGEST}, the size stays ${state.size}. `);
  });
  field.addEventListener("change", () => (field.value = state.size));
  const step = (name, which) => button(name, "", () => put({ size: neighbours(state.size, state.depth, state.padding)[which] }));
  const [smaller, larger] = [step("smaller", 0), step("larger", 1)];
  for (const node of [smaller, larger]) node.style.minWidth = "72px";
  const depth = slider("depth", "depth (pools)", (value) => put({ depth: value }));
  const padding = select("padding", "padding", [["valid", "valid: none"], ["same", "same: zeros"]], (value) => put({ padding: value }));
  const width = select("width", "base width", WIDTHS.map((n) => [String(n), `${n} channels`]), (value) => put({ width: Number(value) }));
  const widths = width.node.querySelector("select");

  const u = unetPicture(link);
  const says = el("div", { class: "cnx-line", "data-role": "output-line", "aria-live": "polite" });
  const torch = el("code", { "data-role": "torch-line" });
  const refusal = el("div", { class: "cnx-refusal", "data-role": "refusal", role: "status" });
  const stageLine = el("div", { class: "cnx-line cnx-stage-line", "data-role": "stage-line", "aria-live": "polite" });
  const node = root(
    "unet-shapes",
    el("div", { class: "cnx-row" }, el("div", { class: "cnx-size" }, size.node, field, smaller, larger), el("div", { class: "cnx-controls" }, depth.node, padding.node, width.node)),
    el("div", { class: "cnx-says cnx-fit" }, el("div", { class: "cnx-torch cnx-fits" }, says, el("div", { class: "cnx-row cnx-torch" }, copyButton(() => torch.textContent), torch)), refusal),
    stageLine,
    u.node,
  );
  host.append(node);

  function draw(untaken = "") {
    const why = unetRefusal(state.size, state.depth, state.padding);
    if (!why || !good) {
      const [below, above] = neighbours(state.size, state.depth, state.padding);
      const fits = why ? (below ?? above) : state.size;
      good = { ...state, size: fits, stages: unetWalk(fits, state.depth, state.padding).stages };
    }
    setAttribute(node, "data-refused", why !== "");
    node.classList.toggle("cnx-refused", why !== "");
    node.classList.toggle("cnx-untaken", untaken !== "");
    refusal.classList.toggle("on", why + untaken !== "");
    setText(refusal, untaken + (why && `Refused: ${why}. The picture shows size ${good.size}, depth ${good.depth}, ${good.padding}.`));

    size.update(state.size, [Math.min(16, state.size), Math.max(640, state.size)]);
    if (!untaken && (document.activeElement !== field || Number(field.value) !== state.size)) field.value = state.size;
    const [below, above] = neighbours(state.size, state.depth, state.padding);
    for (const [control, target, label, said] of [[smaller, below, `◀ ${below ?? ""}`, "smaller"], [larger, above, `${above} ▶`, "larger"]]) {
      setText(control, label);
      setAttribute(control, "title", `the next ${said} size that fits`);
      control.disabled = target === null || target > LARGEST;
    }
    depth.update(state.depth, [1, DEPTHS]);
    padding.update(state.padding);
    if (![...widths.options].some(({ value }) => Number(value) === state.width)) widths.append(el("option", { value: String(state.width) }, `${state.width} channels`));
    width.update(String(state.width));
    drawGood();
  }

  function drawGood() {
    const { stages, padding: kind, width: base } = good;
    const deep = (stages.length - 1) / 2;
    const chosen = Math.min(state.stage, 2 * deep);
    u.draw(good, deep, chosen);
    const [first, last] = [good.size, stages.at(-1).out];
    const change = first === last ? "as large as the input" : `${(first - last) / 2} pixels fewer on each side`;
    setText(says, `Input ${first} × ${first} → output ${last} × ${last}: ${change}.`);
    setText(torch, unetLine(first, deep, kind, base));
    setText(stageLine, stageWords(stages, chosen, kind, base));
  }

  draw();
  return () => {
    link.end();
    node.remove();
  };
}

export default { render: ({ model, el: host }) => build(model, host) };
