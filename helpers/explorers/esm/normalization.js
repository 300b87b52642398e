// NormalizationExplorer: which cells of an N×C×H×W tensor share a mean, with every number; batch norm's running statistics.
//
// Beside kit.js's roles: select-norm, select-mode, select-eps, slider-groups, slider-momentum, toggle-batch_of_one, toggle-one_pixel,
// button-next_batch, button-reset, input-cell and output-cell (data-row counts the rows of all examples, data-col the columns of all channels;
// looks: chosen, product for cells that share, weight for cells that share running statistics, pale), running-table, running-mean-C, running-var-C,
// batch-note, mode-note, worked-mean, worked-variance, worked-root, worked-result, running-step
import { button, copyButton, select, slider, stopper, toggle } from "./controls.js";
import { bond, el, rebuilt, root, setAttribute, setText } from "./kit.js";
import { NORMS, cropped, normalise, runningStatistics, seenNow, shapeOf, sharedCells } from "./normalization_arithmetic.js";
import { runningPanel } from "./normalization_panel.js";
import { tensorPicture } from "./normalization_picture.js";
import { normLine, normRefusal, pythonFloat, refusedWords, runningLines, sharingWords, workedLines } from "./normalization_words.js";
import { refused } from "./saying.js";
import { plain, short } from "./words.js";

const NAMES = [
  "_batches", "norm", "groups", "eps", "momentum", "training", "batch", "batch_of_one", "one_pixel", "cell", "seen", "pinned", "name", "_revision",
];
const WORDS = {
  batch: "batch",
  layer: "layer: space and channels",
  layer_channels: "layer: channels only",
  instance: "instance",
  group: "group",
  rms: "RMS",
};
const EPS = [1e-5, 1e-3, 0.1, 1];

function build(model, host) {
  const link = bond(model, NAMES, () => draw());
  const { state } = link;
  const full = shapeOf(state._batches[0]);
  let good = null; // the last possible setting: {x, shape, settings, running, batch, output}; all below the controls shows it

  // -- controls
  const passing = (changes) => link.change({ ...changes, seen: seenNow({ ...state, ...changes }) });
  const norm = select("norm", "norm", NORMS.map((name) => [name, WORDS[name]]), (value) => link.change({ norm: value }));
  const groups = slider("groups", "groups", (value) => link.change({ groups: value }));
  const mode = select("mode", "mode", [["train", "train"], ["eval", "eval"]], (value) => passing({ training: value === "train" }));
  const eps = select("eps", "eps", EPS.map((value) => [String(value), pythonFloat(value)]), (value) => link.change({ eps: Number(value) }));
  const epsInput = eps.node.querySelector("select");
  const momentum = slider("momentum", "momentum", (value) => link.change({ momentum: value / 100 }));
  momentum.input.step = 5;
  const one = toggle("batch_of_one", "batch of one: only example 0", (value) => passing({ batch_of_one: value }));
  const pixel = toggle("one_pixel", "one pixel: only row 0, column 0", (value) => passing({ one_pixel: value }));
  const next = button("next_batch", "Next batch", () => passing({ batch: state.batch + 1 }));
  const reset = button("reset", "Reset", () => link.change({ batch: 0, seen: seenNow({ ...state, batch: 0, seen: [] }) }));

  // -- pictures
  const longest = Math.max(5, ...state._batches.flat(4).map((value) => short(value).length));
  const w = 7 * longest + 10;
  const pin = () => link.change({ pinned: !state.pinned });
  const place = () => {
    const [n, c, h, q] = chosen();
    return [n * good.shape[2] + h, c * good.shape[3] + q];
  };
  const chosen = () => state.cell.map((at, i) => Math.min(Math.max(at, 0), good.shape[i] - 1));
  const choose = (row, col, pinned = state.pinned) => {
    const [n, c, h, q] = good.shape;
    const [r, k] = [Math.min(Math.max(row, 0), n * h - 1), Math.min(Math.max(col, 0), c * q - 1)];
    link.change({ cell: [Math.floor(r / h), Math.floor(k / q), r % h, k % q], pinned });
  };
  const move = (rows, cols) => good && choose(place()[0] + rows, place()[1] + cols);
  const mouse = [
    (role, row, col) => role && good && !state.pinned && String([row, col]) !== String(place()) && choose(row, col),
    (role, row, col) => good && choose(row, col, !(state.pinned && String([row, col]) === String(place()))),
  ];
  const make = (kind, name) => tensorPicture(kind, `${name}: arrow keys choose a cell, Enter pins it`, full, w, { move, act: pin }, mouse);
  const pictures = { input: make("input", "Input"), output: make("output", "Output") };

  // -- text
  const code = el("code", { "data-role": "torch-line" });
  let comment = "";
  const refusal = el("div", { class: "cnx-refusal", "data-role": "refusal", role: "status" });
  const says = el("div", { class: "cnx-says" }, el("div", { class: "cnx-row cnx-torch" }, copyButton(() => comment + code.textContent), code), refusal);
  const line = (role) => el("div", { class: "cnx-line", "data-role": role });
  const sentence = el("div", { class: "cnx-line", "data-role": "sentence", "aria-live": "polite" });
  const worked = ["worked-mean", "worked-variance", "worked-root", "worked-result"].map(line);
  const steps = line("running-step");
  const panel = runningPanel(full[1], [next, reset]);
  const stops = stopper((index) => {
    if (!good) return;
    const [, c, h, q] = good.shape;
    const [n, k] = [Math.floor(index / (c * h * q)), Math.floor(index / (h * q)) % c];
    choose(n * h + (Math.floor(index / q) % h), k * q + (index % q));
  }, pin);
  stops.node.querySelector(".cnx-control").style.cssText = "grid-template-columns:72px 1fr 84px;flex:1 1 240px;max-width:460px";
  const note = stops.node.querySelector("[data-role=pin-note]");
  const node = root(
    "normalization",
    el("div", { class: "cnx-row" }, el("div", { class: "cnx-controls cnx-norm-controls" }, norm.node, mode.node, eps.node, groups.node, momentum.node), one.node, pixel.node),
    says,
    el(
      "div",
      { class: "cnx-row cnx-norm-both" },
      el("div", { class: "cnx-stack", style: "margin:0;max-width:100%" }, pictures.input.node, pictures.output.node),
      panel.node,
    ),
    stops.node,
    sentence,
    el("div", { class: "cnx-norm-worked", "data-role": "worked" }, ...worked, steps),
  );
  host.append(node);

  // -- drawing
  function compute() {
    const x = cropped(state._batches[state.batch % state._batches.length], state.batch_of_one, state.one_pixel);
    const settings = Object.fromEntries(["norm", "groups", "eps", "momentum", "training", "batch_of_one", "one_pixel"].map((name) => [name, state[name]]));
    const running = runningStatistics(state._batches, state.seen, state.momentum);
    const shape = shapeOf(x);
    const why = normRefusal(shape, settings);
    if (!why) good = { x, shape, settings, running, batch: state.batch, output: normalise(x, settings, running) };
    return why;
  }

  function draw() {
    if (!node.parentNode) return; // another tensor has come: this picture is gone
    const why = compute();
    drawControls();
    drawLine(why);
    if (!good) return;
    if (!why && String(chosen()) !== String(state.cell)) link.put({ cell: chosen() });
    drawGrids();
    drawRunning();
    if (why) link.put({ _page: { refusal: why } });
    else {
      const { norm: of, groups: many, eps: small, momentum: share, training } = state;
      const now = { norm: of, groups: many, eps: small, momentum: share, training, batch: state.batch, batch_of_one: state.batch_of_one, one_pixel: state.one_pixel };
      link.put({ _page: { of: { ...now, seen: state.seen, revision: state._revision }, output: good.output, mean: good.running.mean, variance: good.running.variance } });
    }
  }

  // The PyTorch line or, in the same place, why the setting is impossible. What is copied begins with what its names stand for.
  function drawLine(why) {
    const index = state.batch % state._batches.length;
    comment = state.name === "x" || index > 0 ? `# ${state.name}: batch ${index} of the explorer, its .batches[${index}]\n` : "";
    if (state.norm === "batch" && !state.training) comment += "# running_mean, running_var: those of the explorer\n";
    setAttribute(node, "data-refused", why !== "");
    node.classList.toggle("cnx-refused", why !== "");
    refusal.classList.toggle("on", why !== "");
    setText(refusal, why && good ? refusedWords(why, good.settings) : refused(why));
    setText(code, why ? "" : normLine(good.shape, good.settings, full, state.name));
    next.disabled = reset.disabled = why !== "";
  }

  function drawControls() {
    norm.update(state.norm);
    mode.update(state.training ? "train" : "eval");
    if (![...epsInput.options].some((option) => Number(option.value) === state.eps)) epsInput.append(el("option", { value: String(state.eps) }, pythonFloat(state.eps)));
    eps.update(String(state.eps));
    groups.update(state.groups, [1, full[1]], state.norm === "group");
    momentum.update(Math.round(state.momentum * 100), [0, 100], state.norm === "batch");
    const share = plain(state.momentum);
    setText(momentum.node.querySelector(".cnx-value"), share);
    setAttribute(momentum.input, "aria-valuetext", share);
    one.update(state.batch_of_one);
    pixel.update(state.one_pixel);
  }

  function drawGrids() {
    const { x, shape, settings, running, batch, output } = good;
    const [examples, channels, height, width] = shape;
    const cell = chosen();
    const [row, col] = place();
    const shared = new Set(sharedCells(x, settings.norm, settings.groups, cell).map(String));
    const remembered = settings.norm === "batch" && !settings.training;
    const look = (at) => {
      if (String(at) === String(cell)) return state.pinned ? "chosen pinned" : "chosen";
      return shared.has(String(at)) ? (remembered ? "weight" : "product") : "pale";
    };
    pictures.input.update(x, shape, look);
    pictures.output.update(output, shape, look);
    const at = `[${cell.join(", ")}]`;
    const number = (values) => plain(values[cell[0]][cell[1]][cell[2]][cell[3]]);
    const words = sharingWords(shape, settings, cell);
    setText(sentence, words);
    const by = shape.join(" × ");
    pictures.input.say(`input ${by}, batch ${batch % state._batches.length}`, `Input of ${by} cells; cell ${at} is ${number(x)}. ${words}`);
    pictures.output.say(`output ${by}, ${WORDS[settings.norm].replace(/^\w+/, "$& norm")}`, `Output of ${by} cells; cell ${at} is ${number(output)}.`);
    const lines = workedLines(x, settings, running, cell);
    worked.forEach((node, i) => setText(node, lines[i]));
    const index = ((cell[0] * channels + cell[1]) * height + cell[2]) * width + cell[3];
    stops.update(index, examples * channels * height * width, state.pinned, at);
    setText(note, state.pinned ? "Pinned: pointing chooses nothing. Click the cell again, or Unpin." : "Point at a cell of the input or the output to choose it; click it to pin it.");
    setAttribute(node, "data-cell", `${row},${col}`);
  }

  function drawRunning() {
    const { settings, running } = good;
    const channel = chosen()[1];
    panel.update(good, channel);
    const two = runningLines(settings, running, channel, settings.momentum);
    steps.replaceChildren(...two.map((text) => el("div", {}, text)));
  }

  draw();
  return () => {
    link.end();
    node.remove();
  };
}

export default rebuilt(build, ["_batches"]);
