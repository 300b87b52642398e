// The arithmetic of the explorers: pure functions of numbers, no page. tests/explorers runs them against torch.
//
// A grid is a list of rows; a signal is a grid of one row. An axis is {size, kernel, stride, before, after, dilation};
// a plan is {rows: axis, cols: axis}. Everything separates into rows and columns, so most functions take one axis.

export const MODES = ["zeros", "constant", "circular", "reflect", "symmetric", "replicate"];

export function samePadding(kernel, dilation) {
  const total = dilation * (kernel - 1);
  const before = Math.floor(total / 2);
  return [before, total - before]; // an odd total puts the extra cell after, as torch does
}

// padding: a number, [before, after], "same" or "valid"
export function paddingAmounts(padding, kernel, dilation) {
  if (padding === "same") return samePadding(kernel, dilation);
  if (padding === "valid") return [0, 0];
  return Array.isArray(padding) ? padding : [padding, padding];
}

export function outputSize({ size, kernel, stride, before, after, dilation }) {
  return Math.floor((size + before + after - dilation * (kernel - 1) - 1) / stride) + 1;
}

export const flatAxis = { size: 1, kernel: 1, stride: 1, before: 0, after: 0, dilation: 1 };

export function makePlan(x, weight, { stride = 1, padding = 0, dilation = 1 }, oneDimensional) {
  const axis = (size, kernel) => {
    const [before, after] = paddingAmounts(padding, kernel, dilation);
    return { size, kernel, stride, before, after, dilation };
  };
  return { rows: oneDimensional ? flatAxis : axis(x.length, weight.length), cols: axis(x[0].length, weight[0].length) };
}

// Which input index each padded cell copies; -1 where nothing is copied (zeros, constant).
export function sourceIndices(size, before, after, mode) {
  const modulo = (a, n) => ((a % n) + n) % n;
  const sources = [];
  for (let i = -before; i < size + after; i++) {
    if (i >= 0 && i < size) sources.push(i);
    else if (mode === "circular") sources.push(modulo(i, size));
    else if (mode === "replicate") sources.push(Math.min(Math.max(i, 0), size - 1));
    else if (mode === "symmetric") {
      const at = modulo(i, 2 * size);
      sources.push(at < size ? at : 2 * size - 1 - at);
    } else if (mode === "reflect") {
      const period = Math.max(2 * (size - 1), 1);
      const at = modulo(i, period);
      sources.push(at < size ? at : period - at);
    } else sources.push(-1);
  }
  return sources;
}

export function padGrid(grid, rowSources, colSources, fill = 0) {
  return rowSources.map((r) => colSources.map((c) => (r < 0 || c < 0 ? fill : grid[r][c])));
}

export function corner(grid, size) {
  return grid.slice(0, size).map((row) => row.slice(0, size));
}

export function flipGrid(grid) {
  return grid.map((row) => [...row].reverse()).reverse();
}

// The padded positions that output `index` reads along one axis.
export function windowOf({ kernel, stride, dilation }, index) {
  return Array.from({ length: kernel }, (_, tap) => index * stride + tap * dilation);
}

// The outputs that read at least one of these padded positions.
export function outputsFed(axis, positions) {
  const wanted = new Set(positions);
  const fed = [];
  for (let index = 0; index < outputSize(axis); index++) {
    if (windowOf(axis, index).some((p) => wanted.has(p))) fed.push(index);
  }
  return fed;
}

// How many outputs read each padded position of one axis. In two dimensions the counts multiply.
export function readCounts(axis) {
  const counts = new Array(axis.size + axis.before + axis.after).fill(0);
  for (let index = 0; index < outputSize(axis); index++) for (const p of windowOf(axis, index)) counts[p] += 1;
  return counts;
}

// The terms of one output: padded value times weight.
export function terms(padded, weight, plan, row, col) {
  const list = [];
  windowOf(plan.rows, row).forEach((r, kr) => {
    windowOf(plan.cols, col).forEach((c, kc) => list.push({ r, c, kr, kc, value: padded[r][c], weight: weight[kr][kc] }));
  });
  return list;
}

export function convolve(padded, weight, plan, bias = 0) {
  const out = [];
  for (let row = 0; row < outputSize(plan.rows); row++) {
    out.push([]);
    for (let col = 0; col < outputSize(plan.cols); col++) {
      out[row].push(terms(padded, weight, plan, row, col).reduce((sum, t) => sum + t.value * t.weight, 0) + bias);
    }
  }
  return out;
}

// The row of the convolution's matrix that makes one output, laid out in the input's shape,
// and the sum of the weights that fall on cells which copy nothing.
export function matrixRow(weight, plan, row, col, rowSources, colSources) {
  const grid = Array.from({ length: plan.rows.size }, () => new Array(plan.cols.size).fill(0));
  let outside = 0;
  windowOf(plan.rows, row).forEach((p, kr) => {
    windowOf(plan.cols, col).forEach((q, kc) => {
      const r = rowSources[p];
      const c = colSources[q];
      if (r < 0 || c < 0) outside += weight[kr][kc];
      else grid[r][c] += weight[kr][kc];
    });
  });
  return { grid, outside };
}
