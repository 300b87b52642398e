// ConvolutionExplorer: kernel, stride, padding, dilation and input size on sliders; numbers in every grid.
import {
  convolutionRefusal, convolve, corner, formula, makePlan, outputsFed, outputSize, padGrid, plain, readCounts, sourceIndices, terms, torchLine,
  windowOf, workedSum,
} from "./arithmetic.js";
import { button, select, slider, stopper, toggle } from "./controls.js";
import { bond, el, rebuilt, root, setText } from "./kit.js";
import { Grid, cellWidth, headed, outputExtremes, picture, shape } from "./pictures.js";
import { OWN_NAMES, refused, sumBox, saying } from "./saying.js";

const NAMES = [
  "x", "weight", "bias", "size", "kernel_size", "stride", "padding", "dilation", "row", "col", "pinned", "show_reads", "predict", "limits", "names", "_revision",
];

function build(model, host) {
  const link = bond(model, NAMES, () => draw());
  const { state } = link;
  const flat = model.get("_ndim") === 1;
  let good = null; // the last possible picture: {plan, x, weight, padded, output}
  let input = null; // the input cell whose outputs are shown, [row, col] counted from the input's corner
  let revealed = !state.predict;
  let guess = "";

  // -- controls
  const set = (name) => (value) => {
    revealed = false;
    setText(verdict, "");
    link.change({ [name]: value });
  };
  const pair = () => (Array.isArray(state.padding) ? state.padding : typeof state.padding === "number" ? [state.padding, state.padding] : [0, 0]);
  const sliders = {
    size: slider("size", "input size", set("size")),
    kernel_size: slider("kernel_size", "kernel size", set("kernel_size")),
    stride: slider("stride", "stride", set("stride")),
    dilation: slider("dilation", "dilation", set("dilation")),
  };
  const kind = select("padding", "padding", [["equal", "equal on both sides"], ["uneven", "two amounts"], ["same", 'padding="same"']], (value) =>
    set("padding")(value === "same" ? "same" : value === "uneven" ? [...pair()] : pair()[0]),
  );
  const before = slider("padding", "before", (value) => set("padding")(Array.isArray(state.padding) ? [value, state.padding[1]] : value));
  const after = slider("padding_after", "after", (value) => set("padding")([pair()[0], value]));
  const reads = toggle("show_reads", "show how often each input is read", (value) => link.change({ show_reads: value }));
  const predict = toggle("predict", "predict the output size first", (value) => {
    revealed = false;
    link.change({ predict: value });
  });
  const guesses = (flat ? ["length"] : ["rows", "columns"]).map((word) =>
    el("input", { type: "number", min: 0, max: 99, "aria-label": `your prediction: ${word} of the output`, "data-role": `number-${word}` }),
  );
  const reveal = button("reveal", "Reveal", () => {
    guess = guesses.map((node) => node.value || "?").join(" × ");
    revealed = true;
    draw();
  });
  const verdict = el("span", { "data-role": "verdict", role: "status" });
  guesses.forEach((node) => node.addEventListener("keydown", (event) => event.key === "Enter" && reveal.click()));

  // -- pictures
  const top = Math.max(state.limits.padding[1], 0);
  const w = cellWidth([...state.x.flat(), ...outputExtremes(state.x, state.weight, state.bias)]);
  const h = 28;
  const kw = cellWidth(state.weight.flat());
  const [rowsMax, colsMax] = [flat ? 1 : state.x.length + 2 * top, state.x[0].length + 2 * top];
  const moveOutput = (down, right) => {
    if (good) choose(state.row + down, state.col + right);
  };
  const moveInput = (down, right) => {
    if (!good) return;
    const [row, col] = input ?? [0, 0];
    const inside = (axis, value) => Math.min(Math.max(value, -axis.before), axis.size + axis.after - 1);
    input = input ? [inside(good.plan.rows, row + down), inside(good.plan.cols, col + right)] : [row, col];
    draw();
  };
  const inputPicture = picture("input-grid", "Input: arrow keys choose an input cell and mark the outputs it feeds", colsMax * w, rowsMax * h, { move: moveInput });
  const outputPicture = picture("output-grid", "Output: arrow keys choose an output cell, Enter pins it", colsMax * w, rowsMax * h, { move: moveOutput, act: () => pin() });
  const kernelPicture = picture("kernel-grid", "Kernel", state.weight[0].length * kw, state.weight.length * h);
  const inputGrid = new Grid(inputPicture.image, w, h);
  const outputGrid = new Grid(outputPicture.image, w, h);
  const kernelGrid = new Grid(kernelPicture.image, kw, h);

  const choose = (row, col, pinned = state.pinned) => {
    input = null;
    const inside = (axis, value) => Math.min(Math.max(value, 0), outputSize(axis) - 1);
    link.change({ row: inside(good.plan.rows, row), col: inside(good.plan.cols, col), pinned });
  };
  const pin = () => link.change({ pinned: !state.pinned });
  outputPicture.onCell(
    (role, row, col) => role && !state.pinned && (row !== state.row || col !== state.col || input) && choose(row, col),
    (role, row, col) => choose(row, col, !(state.pinned && row === state.row && col === state.col)),
  );
  inputPicture.onCell((role, row, col) => {
    input = role ? [row, col] : null;
    draw();
  });
  inputPicture.box.addEventListener("blur", () => {
    if (input) {
      input = null;
      draw();
    }
  });

  // -- text
  const general = el("div", { class: "cnx-line cnx-faint" }, "output size = ⌊(size + before + after − dilation·(kernel − 1) − 1) / stride⌋ + 1");
  const formulas = ["rows", "columns"].map(() => el("div", { class: "cnx-line" }));
  const square = flat || (state.x.length === state.x[0].length && state.weight.length === state.weight[0].length);
  const says = saying();
  const sum = sumBox(state.weight.flat().length);
  const stops = stopper((index) => good && choose(Math.floor(index / good.output[0].length), index % good.output[0].length), pin);

  const node = root(
    "convolution",
    el(
      "div",
      { class: "cnx-row" },
      el(
        "div",
        { style: "flex:1 1 560px" },
        el(
          "div",
          { class: "cnx-controls" },
          ...["size", "kernel_size", "stride", "dilation"].map((name) => sliders[name].node),
          kind.node, before.node, reads.node, after.node,
        ),
        el("div", { class: "cnx-row", style: "align-items:center;margin:2px 0 0" }, predict.node, el("span", {}, guesses[0], ...guesses.slice(1).flatMap((node) => [" × ", node])), reveal, verdict),
        general,
        el("div", { "data-role": "formula" }, ...(square ? formulas.slice(0, 1) : formulas)),
      ),
      kernelPicture.node,
    ),
    says.node,
    el("div", { class: "cnx-row" }, inputPicture.node, outputPicture.node),
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
    drawControls(plan);
    says.update(node, range || refused(why), torchLine(plan, state.padding, state.bias, flat, false, shownNames(plan)), state.names);
    const hidden = state.predict && !revealed && !why;
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
    drawGrids(hidden);
    drawPrediction(hidden, why);
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

  function drawControls(plan) {
    for (const [name, control] of Object.entries(sliders)) control.update(state[name], state.limits[name]);
    const uneven = Array.isArray(state.padding);
    kind.update(state.padding === "same" ? "same" : uneven ? "uneven" : "equal");
    const reach = state.limits.padding;
    before.update(plan.cols.before, state.padding === "same" ? [0, Math.max(reach[1], plan.cols.before)] : reach, state.padding !== "same");
    after.update(plan.cols.after, state.padding === "same" ? [0, Math.max(reach[1], plan.cols.after)] : reach, uneven);
    reads.update(state.show_reads);
    predict.update(state.predict);
  }

  function drawGrids(hidden) {
    const { plan, x, weight, padded, output } = good;
    const { rows, cols } = plan;
    const [row, col] = [Math.min(state.row, output.length - 1), Math.min(state.col, output[0].length - 1)];
    const [rowReads, colReads] = [readCounts(rows), readCounts(cols)];
    const most = Math.max(...rowReads) * Math.max(...colReads) || 1;
    const inWindow = [new Set(windowOf(rows, row)), new Set(windowOf(cols, col))];
    const fed = input && [new Set(outputsFed(rows, [input[0] + rows.before])), new Set(outputsFed(cols, [input[1] + cols.before]))];
    const [left, above] = [Math.max(top, cols.before), flat ? 0 : Math.max(top, rows.before)];
    inputGrid.at(left * w, above * h);
    inputPicture.resize(Math.max(colsMax, left + cols.size + cols.after) * w, Math.max(rowsMax, above + rows.size + rows.after) * h);
    outputPicture.resize(Math.max(colsMax, output[0].length) * w, Math.max(rowsMax, output.length) * h);

    let unread = 0;
    inputGrid.update(
      padded,
      (r, c, value) => {
        const ring = r < 0 || c < 0 || r >= rows.size || c >= cols.size;
        const count = rowReads[r + rows.before] * colReads[c + cols.before];
        const looks = [ring ? "ring" : "input"];
        if (count === 0 && !hidden) {
          looks.push("unread");
          if (!ring) unread += 1;
        }
        if (state.show_reads && !hidden) looks.push("heat");
        if (!hidden && !input && inWindow[0].has(r + rows.before) && inWindow[1].has(c + cols.before)) looks.push("window");
        if (input && r === input[0] && c === input[1]) looks.push("source");
        const shown = state.show_reads && !hidden ? { text: String(count), heat: (count / most).toFixed(3) } : {};
        return { role: ring ? "ring-cell" : "input-cell", look: looks.join(" "), ...shown };
      },
      -rows.before,
      -cols.before,
    );
    kernelGrid.update(weight, () => ({ role: "kernel-cell", look: "weight" }));
    outputGrid.update(hidden ? [] : output, (r, c) => {
      const chosen = !input && r === row && c === col;
      const isFed = fed && fed[0].has(r) && fed[1].has(c);
      return { role: "output-cell", look: `output${chosen ? (state.pinned ? " chosen pinned" : " chosen") : ""}${isFed ? " fed" : ""}` };
    });

    const place = (r, c) => (flat ? `[${c}]` : `[${r}, ${c}]`);
    const size = shape(x, flat);
    const around = shape(padded, flat);
    const out = shape(output, flat);
    const missed = unread ? `; ${unread} never read (hatched)` : "";
    const padWords = around === size ? "" : `, padded ${around}`;
    inputPicture.say(
      `${headed(state.show_reads && !hidden ? "reads of each input cell" : "input", x, flat)}${padWords}${hidden ? "" : missed}`,
      `Input of ${size} cells${padWords}. Output cell ${place(row, col)} reads ${weight.flat().length} of them${missed}.`,
    );
    kernelPicture.say(headed("kernel", weight, flat), `Kernel of ${shape(weight, flat)}: ${weight.map((r) => r.join(" ")).join("; ")}.`);
    outputPicture.say(hidden ? "output: predict its size" : headed("output", output, flat), hidden ? "Hidden until you reveal it." : `Output of ${out} cells; cell ${place(row, col)} is ${plain(output[row][col])}.`);
    stops.update(row * output[0].length + col, hidden ? 1 : output.length * output[0].length, state.pinned, hidden ? "?" : place(row, col));
    if (hidden) sum.update("The worked sum appears after you reveal the output.");
    else if (input) {
      const total = fed[0].size * fed[1].size;
      sum.update(`Input cell ${place(...input)} feeds ${total} output cell${total === 1 ? "" : "s"}: ${[...fed[0]].flatMap((r) => [...fed[1]].map((c) => place(r, c))).join(" ") || "none"}`);
    } else sum.update(`output${place(row, col)} = ${workedSum(terms(padded, weight, plan, row, col), state.bias)}`);
  }

  function drawPrediction(hidden, why) {
    for (const control of [...guesses, reveal]) control.disabled = !hidden;
    if (!state.predict || hidden || why) setText(verdict, "");
    else if (guess) {
      const out = shape(good.output, flat);
      setText(verdict, guess === out ? `Right: ${out}` : `You said ${guess}; it is ${out}`);
    }
  }

  draw();
  return () => {
    link.end();
    node.remove();
  };
}

export default rebuilt(build, ["x", "weight", "_ndim", "limits"]);
