// OverlayExplorer: a picture, the pixels at or above a threshold coloured over it, the truth's outline, and the numbers that follow.
//
// Beside kit.js's roles: picture, called (a path; data-pixels), truth (a path), here (the chosen pixel: data-row, data-col),
// pixels-line, regions-line, compared-line, iou-line, precision-line, recall-line, pixel-line
import { slider, toggle } from "./controls.js";
import { bond, el, root, setAttribute, setText, svg } from "./kit.js";
import { bytesOf, compared, countRegions, maskOf, outlineOf, share, stripsOf, told } from "./overlay_arithmetic.js";
import { picture } from "./pictures.js";

const NAMES = ["threshold", "opacity", "outline", "row", "col"];
const ROOM = 390;

function build(model, host) {
  const link = bond(model, NAMES, () => draw());
  const { state } = link;
  const [high, wide] = model.get("_size");
  const values = new Float32Array(bytesOf(model.get("_probability")).buffer);
  const truth = model.get("_truth") ? bytesOf(model.get("_truth")) : null;
  const trueRegions = truth && countRegions(truth, wide);
  const scale = Math.max(1, Math.floor(ROOM / Math.max(high, wide)));

  // -- controls
  const hundredth = (name, label) => slider(name, label, (value) => link.change({ [name]: value / 100 }), () => told(state[name]));
  const threshold = hundredth("threshold", "threshold");
  const opacity = hundredth("opacity", "opacity");
  opacity.input.step = 5;
  const outline = toggle("outline", "outline of the truth", (value) => link.change({ outline: value }));

  // -- the picture
  const choose = (row, col) => {
    const to = { row: Math.min(Math.max(row, 0), high - 1), col: Math.min(Math.max(col, 0), wide - 1) };
    if (to.row !== state.row || to.col !== state.col) link.change(to);
  };
  const view = picture("picture", "Picture: arrow keys choose a pixel", wide * scale + 4, high * scale + 4, {
    move: (down, right) => choose(state.row + down, state.col + right),
  });
  const space = svg("g", { transform: "translate(2,2)" });
  const called = svg("path", { class: "cnx-called", "data-role": "called", "shape-rendering": "crispEdges" });
  const edge = truth ? outlineOf(truth, wide, scale) : "";
  const rims = ["cnx-truth cnx-rim", "cnx-truth"].map((name) => svg("path", { class: name, d: edge }));
  rims[1].setAttribute("data-role", "truth");
  const heres = ["cnx-here cnx-rim", "cnx-here"].map((name) => svg("rect", { class: name, width: scale + 2, height: scale + 2 }));
  heres[1].setAttribute("data-role", "here");
  const full = { width: wide * scale, height: high * scale, preserveAspectRatio: "none", style: "image-rendering:pixelated" };
  space.append(svg("image", { ...full, href: model.get("_image") }), called, ...rims, ...heres);
  view.image.append(space);
  const point = (event) => {
    const at = view.image.getBoundingClientRect();
    choose(...[event.clientY - at.top, event.clientX - at.left].map((p) => Math.floor((p - 2) / scale)));
  };
  ["pointermove", "pointerdown"].forEach((name) => view.image.addEventListener(name, point));

  // -- words
  const line = (name, label) => {
    const words = el("span", { "data-role": `${name}-line` });
    return { words, node: el("div", { class: "cnx-over-line" }, el("span", {}, label), words) };
  };
  const lines = Object.fromEntries(
    [["pixels", "pixels"], ["regions", "regions"], ...(truth ? [["compared", "compared"], ["iou", "IoU"], ["precision", "precision"], ["recall", "recall"]] : [])].map(
      ([name, label]) => [name, line(name, label)],
    ),
  );
  const pixel = line("pixel", "this pixel");
  const swatch = (attributes) => {
    const node = svg("svg", { width: 22, height: 14, "aria-hidden": "true" });
    node.append(svg("rect", { x: 2, y: 2, width: 18, height: 10, ...attributes }));
    return node;
  };
  const keys = [["called", { class: "cnx-called" }, "probability ≥ threshold"], ["truth", { class: "cnx-truth" }, "truth"]].map(([name, look, words]) =>
    el("span", { class: name === "truth" && !truth ? "off" : "" }, swatch(look), words),
  );
  const node = root(
    "overlay",
    el(
      "div",
      { class: "cnx-row", style: "margin:0" },
      view.node,
      el(
        "div",
        { class: "cnx-over-side" },
        threshold.node,
        opacity.node,
        ...(truth ? [outline.node] : []),
        el("div", { class: "cnx-legend2" }, ...keys),
        ...Object.values(lines).map((l) => l.node),
        pixel.node,
      ),
    ),
  );
  host.append(node);

  let drawn = null; // the threshold of the mask that is drawn
  let mask = null;
  function draw() {
    threshold.update(Math.round(state.threshold * 100), [0, 100]);
    opacity.update(Math.round(state.opacity * 100), [0, 100]);
    outline.update(state.outline);
    rims.forEach((rim) => setAttribute(rim, "visibility", state.outline ? "visible" : "hidden"));
    setAttribute(called, "fill-opacity", state.opacity);
    if (drawn !== state.threshold) drawMask();
    drawPixel();
  }

  function drawMask() {
    drawn = state.threshold;
    mask = maskOf(values, drawn);
    const pixels = mask.reduce((sum, one) => sum + one, 0);
    setAttribute(called, "d", stripsOf(mask, wide, scale));
    setAttribute(called, "data-pixels", pixels);
    const regions = countRegions(mask, wide);
    setText(lines.pixels.words, `${pixels} of ${mask.length} (${((100 * pixels) / mask.length).toFixed(1)} %)`);
    setText(lines.regions.words, truth ? `${regions}; the truth has ${trueRegions}` : `${regions}`);
    const said = [`${pixels} of ${mask.length} pixels are at or above the threshold ${told(drawn)}, in ${regions} region${regions === 1 ? "" : "s"}`];
    if (truth) {
      const { hits, missed, alarms } = compared(mask, truth);
      setText(lines.compared.words, `${hits} hits, ${missed} missed, ${alarms} false`);
      setText(lines.iou.words, share(hits, missed, alarms));
      setText(lines.precision.words, share(hits, alarms));
      setText(lines.recall.words, share(hits, missed));
      said.push(`${lines.compared.words.textContent} alarms; IoU ${lines.iou.words.textContent}`);
    }
    view.say(`${high} × ${wide} pixels`, `${said.join(": ")}.`);
  }

  function drawPixel() {
    const at = state.row * wide + state.col;
    const value = values[at];
    for (const rect of heres) {
      setAttribute(rect, "x", state.col * scale - 1);
      setAttribute(rect, "y", state.row * scale - 1);
      setAttribute(rect, "data-row", state.row);
      setAttribute(rect, "data-col", state.col);
    }
    const kind = truth && (mask[at] ? (truth[at] ? "a hit" : "a false alarm") : truth[at] ? "missed" : "rightly left out");
    setText(pixel.words, `[${state.row}, ${state.col}]: ${told(value)} ${mask[at] ? "≥" : "<"} ${told(drawn)}${kind ? `: ${kind}` : ""}`);
  }

  draw();
  return () => {
    link.end();
    node.remove();
  };
}

export default { render: ({ model, el: host }) => build(model, host) };
