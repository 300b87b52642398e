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

// ---- words ----

const minus = (text) => text.replace("-", "−");

// At most five characters and a sign, for a cell.
export function short(value) {
  if (Object.is(value, -0)) value = 0;
  if (Number.isInteger(value) && Math.abs(value) < 10000) return minus(String(value));
  const size = Math.abs(value);
  if (size >= 9999.5) return minus(value.toExponential(0).replace("e+", "e"));
  if (size < 0.005) return value < 0 ? "−0.00" : "0.00";
  const text = value.toFixed(size < 9.995 ? 2 : size < 999.95 ? 1 : 0);
  return minus(text.includes(".") ? text.replace(/\.?0+$/, "") : text);
}

// At most four decimals, for a sum.
export function plain(value) {
  if (Math.abs(value) >= 1e15) return minus(value.toExponential(4).replace("e+", "e"));
  const text = value.toFixed(4).replace(/\.?0+$/, "");
  return text === "-0" ? "0" : minus(text);
}

const bracketed = (text) => (text.startsWith("−") ? `(${text})` : text);
const number = (text) => Number(text.replace("−", "-"));

// "2·1 + 0·(−1) + 0.5 = 2.5". The sign is = only when the numbers as printed add up; else ≈.
export function workedSum(list, bias = 0) {
  let total = 0;
  let printed = 0;
  const parts = list.map(({ value, weight }) => {
    const [a, b] = [plain(value), plain(weight)];
    total += value * weight;
    printed += number(a) * number(b);
    return `${bracketed(a)}·${bracketed(b)}`;
  });
  total += bias;
  if (bias !== 0) {
    parts.push(`${bracketed(plain(bias))} (bias)`);
    printed += number(plain(bias));
  }
  const result = plain(total);
  const same = Math.abs(printed - number(result)) <= 1e-9 * Math.max(1, Math.abs(printed));
  return `${parts.join(" + ")} ${same ? "=" : "≈"} ${result}`;
}

// "⌊(6 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = ⌊5 / 2⌋ + 1 = 3"
export function formula(axis) {
  const { size, kernel, stride, before, after, dilation } = axis;
  const around = before === after ? `2·${before}` : `${before} + ${after}`;
  const reach = size + before + after - dilation * (kernel - 1) - 1;
  const top = `⌊(${size} + ${around} − ${dilation}·(${kernel} − 1) − 1) / ${stride}⌋ + 1`;
  const out = outputSize(axis);
  return `${top} = ⌊${minus(String(reach))} / ${stride}⌋ + 1 = ${minus(String(out))}`;
}

const sizes = (a, b, oneDimensional) => (oneDimensional ? `${b}` : `${a} × ${b}`);

// PyTorch's refusal of a convolution in words, or "".
export function convolutionRefusal(plan, padding, oneDimensional) {
  const { rows, cols } = plan;
  if (padding === "same" && cols.stride !== 1) {
    return `padding='same' is not supported for strided convolutions: stride is ${cols.stride}, it must be 1`;
  }
  const padded = (axis) => axis.size + axis.before + axis.after;
  const reach = (axis) => axis.dilation * (axis.kernel - 1) + 1;
  if (reach(rows) <= padded(rows) && reach(cols) <= padded(cols)) return "";
  const spread = cols.dilation > 1 ? ` (${sizes(rows.kernel, cols.kernel, oneDimensional)} with dilation ${cols.dilation})` : "";
  return (
    `Kernel size can't be greater than actual input size: padded input ${sizes(padded(rows), padded(cols), oneDimensional)}, ` +
    `kernel ${sizes(reach(rows), reach(cols), oneDimensional)}${spread}`
  );
}

// PyTorch's refusal of a padding in words, or "".
export function paddingRefusal(size, before, after, mode) {
  const width = Math.max(before, after);
  if (mode === "reflect" && width >= size) {
    return `Padding size should be less than the corresponding input dimension: reflect padding ${width}, input size ${size}`;
  }
  if (mode === "circular" && width > size) {
    return `Padding value causes wrapping around more than once: circular padding ${width}, input size ${size}`;
  }
  return "";
}

const decimal = (value) => (Number.isInteger(value) ? value.toFixed(1) : String(value)); // as Python prints a float
const newTensor = (x, value) => `${x}.new_tensor([${decimal(value)}])`;

// The line of PyTorch that computes the output of this plan from input and kernel (their names are given) without batch and channel axes.
export function torchLine(plan, padding, bias, oneDimensional, flip = false, [input, kernel] = ["x", "weight"]) {
  const { stride, before, after, dilation } = plan.cols;
  let x = `${input}[None, None]`;
  const options = [];
  if (stride !== 1) options.push(`stride=${stride}`);
  if (padding === "same") options.push('padding="same"');
  else if (before !== after) x = `F.pad(${x}, ${oneDimensional ? `(${before}, ${after})` : `(${before}, ${after}, ${before}, ${after})`})`;
  else if (before !== 0) options.push(`padding=${before}`);
  if (dilation !== 1) options.push(`dilation=${dilation}`);
  if (bias !== 0) options.unshift(`bias=${newTensor(input, bias)}`);
  const turned = flip ? (oneDimensional ? ".flip(0)" : ".flip(0, 1)") : "";
  const list = [x, `${kernel}${turned}[None, None]`, ...options].join(", ");
  return `F.conv${oneDimensional ? 1 : 2}d(${list})[0, 0]`;
}

// The same for a padding by mode and width; numpy's word where torch has none.
export function paddingLine(mode, width, value, bias, oneDimensional, [input, kernel] = ["x", "weight"]) {
  const options = bias !== 0 ? `, bias=${newTensor(input, bias)}` : "";
  const plainInput = `${input}[None, None]`;
  const sides = oneDimensional ? `(${width}, ${width})` : `(${width}, ${width}, ${width}, ${width})`;
  const conv = (x, more = "") => `F.conv${oneDimensional ? 1 : 2}d(${x}, ${kernel}[None, None]${options}${more})[0, 0]`;
  if (width === 0) return conv(plainInput);
  if (mode === "zeros") return conv(plainInput, `, padding=${width}`);
  if (mode === "constant") return conv(`F.pad(${plainInput}, ${sides}, value=${decimal(value)})`);
  if (mode === "symmetric") return conv(`torch.from_numpy(np.pad(${input}.numpy(), ${width}, mode="symmetric"))[None, None]`);
  return conv(`F.pad(${plainInput}, ${sides}, mode="${mode}")`);
}
