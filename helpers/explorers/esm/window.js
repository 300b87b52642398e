// WindowStepper: one window at a time, its products and their sum; kernel flipped or not.
import { convolve, flipGrid, makePlan, outputSize, padGrid, sourceIndices, terms, windowOf } from "./arithmetic.js";
import { stopper, toggle } from "./controls.js";
import { bond, el, rebuilt, root } from "./kit.js";
import { Grid, cellWidth, headed, picture, shape } from "./pictures.js";
import { refused, saying, sumBox } from "./saying.js";
import { convolutionRefusal, plain, torchLine, workedSum } from "./words.js";

const NAMES = ["x", "weight", "bias", "stride", "padding", "flip", "row", "col", "pinned", "names", "_revision"];

function build(model, host) {
  const link = bond(model, NAMES, () => draw());
  const { state } = link;
  const flat = model.get("_ndim") === 1;
  const h = 28;
  let good = null;

  const compute = () => {
    const plan = makePlan(state.x, state.weight, state, flat);
    const why = convolutionRefusal(plan, state.padding, flat);
    if (why) return why;
    const padded = padGrid(state.x, ...[plan.rows, plan.cols].map((axis) => sourceIndices(axis.size, axis.before, axis.after, "zeros")));
    const weight = state.flip ? flipGrid(state.weight) : state.weight;
    good = { plan, padded, weight, output: convolve(padded, weight, plan, state.bias) };
    return "";
  };
  compute();

  // -- room: as wide as the widest number that can show
  const weights = state.weight.flat();
  const values = [...state.x.flat(), 0];
  const products = values.flatMap((a) => weights.map((b) => a * b));
  const outputs = good ? [state.weight, flipGrid(state.weight)].flatMap((weight) => convolve(good.padded, weight, good.plan, state.bias).flat()) : [];
  const widths = { input: cellWidth(values), kernel: cellWidth(weights), product: cellWidth(products), output: cellWidth(outputs) };
  if (flat) Object.keys(widths).forEach((name) => (widths[name] = cellWidth([...values, ...weights, ...products, ...outputs])));
  const paddedRows = good ? good.padded.length : 1;
  const paddedCols = good ? good.padded[0].length : 1;
  const room = {
    input: [paddedRows, paddedCols],
    kernel: flat ? [1, paddedCols] : [state.weight.length, state.weight[0].length],
    product: flat ? [1, paddedCols] : [state.weight.length, state.weight[0].length],
    output: flat ? [1, paddedCols] : [good?.output.length ?? 1, good?.output[0].length ?? 1],
  };
  const move = (down, right) => good && choose(state.row + down, state.col + right);
  const pin = () => link.change({ pinned: !state.pinned });
  const labels = {
    input: "Input: arrow keys move the window",
    kernel: "Kernel",
    product: "Products of window and kernel",
    output: "Output: arrow keys choose an output cell, Enter pins it",
  };
  const pictures = {};
  const grids = {};
  for (const [name, [rows, cols]] of Object.entries(room)) {
    pictures[name] = picture(`${name}-grid`, labels[name], cols * widths[name], rows * h, { move, act: pin });
    grids[name] = new Grid(pictures[name].image, widths[name], h);
  }

  const choose = (row, col, pinned = state.pinned) => {
    const inside = (axis, value) => Math.min(Math.max(value, 0), outputSize(axis) - 1);
    link.change({ row: inside(good.plan.rows, row), col: inside(good.plan.cols, col), pinned });
  };
  pictures.output.onCell(
    (role, row, col) => role && !state.pinned && (row !== state.row || col !== state.col) && choose(row, col),
    (role, row, col) => choose(row, col, !(state.pinned && row === state.row && col === state.col)),
  );
  // The mouse on an input cell brings the window there: its first cell, or the nearest stop to it.
  const nearest = (axis, value) => Math.round((value + axis.before) / axis.stride);
  const toInput = (role, row, col) => good && [nearest(good.plan.rows, row), nearest(good.plan.cols, col)];
  pictures.input.onCell(
    (role, row, col) => role && !state.pinned && choose(...toInput(role, row, col)),
    (role, row, col) => choose(...toInput(role, row, col), !state.pinned),
  );

  const flip = toggle("flip", "flip the kernel (convolution); off: correlation, as a CNN layer does", (value) => link.change({ flip: value }));
  const stops = stopper((index) => good && choose(Math.floor(index / good.output[0].length), index % good.output[0].length), pin);
  const says = saying();
  const sum = sumBox(weights.length);
  const node = root(
    "window",
    stops.node,
    ...(model.get("flip_box") ? [el("div", { class: "cnx-row" }, flip.node)] : []),
    el("div", { class: flat ? "cnx-stack" : "cnx-row" }, ...Object.values(pictures).map((p) => p.node)),
    sum.node,
    says.node,
  );
  host.append(node);

  function draw() {
    const why = compute();
    const now = makePlan(state.x, state.weight, state, flat);
    says.update(node, refused(why), torchLine(now, state.padding, state.bias, flat, state.flip, state.names), state.names);
    flip.update(state.flip);
    if (!good) return;
    const { plan, padded, weight, output } = good;
    const { rows, cols } = plan;
    const [row, col] = [Math.min(state.row, output.length - 1), Math.min(state.col, output[0].length - 1)];
    if (!why && (row !== state.row || col !== state.col)) link.put({ row, col });
    const list = terms(padded, weight, plan, row, col);
    const inWindow = [new Set(windowOf(rows, row)), new Set(windowOf(cols, col))];
    grids.input.at(cols.before * widths.input, rows.before * h);
    grids.input.update(
      padded,
      (r, c) => {
        const ring = r < 0 || c < 0 || r >= rows.size || c >= cols.size;
        const here = inWindow[0].has(r + rows.before) && inWindow[1].has(c + cols.before);
        return { role: ring ? "ring-cell" : "input-cell", look: `${ring ? "ring" : "input"}${here ? " window" : ""}` };
      },
      -rows.before,
      -cols.before,
    );
    const shift = flat ? col * cols.stride : 0; // a signal's kernel and products slide along under it
    grids.kernel.at(shift * widths.kernel, 0);
    grids.product.at(shift * widths.product, 0);
    grids.kernel.update(weight, () => ({ role: "kernel-cell", look: "weight" }));
    const products = weight.map((line, i) => line.map((_, j) => list[i * line.length + j].value * weight[i][j]));
    grids.product.update(products, () => ({ role: "product-cell", look: "product" }));
    grids.output.update(output, (r, c) => {
      const chosen = r === row && c === col;
      return { role: "output-cell", look: `output${chosen ? (state.pinned ? " chosen pinned" : " chosen") : ""}` };
    });

    const place = (r, c) => (flat ? `[${c}]` : `[${r}, ${c}]`);
    const reach = (axis, index) => [windowOf(axis, index)[0] - axis.before, windowOf(axis, index).at(-1) - axis.before];
    const [r0, r1] = reach(rows, row);
    const [c0, c1] = reach(cols, col);
    const where = flat ? `cells ${c0} to ${c1}` : `rows ${r0} to ${r1}, columns ${c0} to ${c1}`;
    pictures.input.say(headed("input", state.x, flat), `Input of ${shape(state.x, flat)} cells; the window covers ${where}.`);
    const name = state.flip ? "flipped kernel" : "kernel";
    pictures.kernel.say(headed(name, weight, flat), `${name}: ${weight.map((r) => r.map(plain).join(" ")).join("; ")}.`);
    pictures.product.say("products", `Products: ${products.map((r) => r.map(plain).join(" ")).join("; ")}.`);
    pictures.output.say(headed("output", output, flat), `Output of ${shape(output, flat)} cells; cell ${place(row, col)} is ${plain(output[row][col])}.`);
    stops.update(row * output[0].length + col, output.length * output[0].length, state.pinned, place(row, col));
    sum.update(`output${place(row, col)} = ${workedSum(list, state.bias)}`);
    if (why) link.put({ _page: { refusal: why } });
    else link.report(output);
  }

  draw();
  return () => {
    link.end();
    node.remove();
  };
}

export default rebuilt(build, ["x", "weight", "_ndim", "bias", "stride", "padding", "flip_box"]);
