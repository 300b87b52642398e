// What the explorers write of numbers and settings: worked sums, formulas, refusals, the lines of PyTorch. The same sentences as words.py.
import { outputSize } from "./arithmetic.js";

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
