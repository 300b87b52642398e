// What NormalizationExplorer says: refusals, the line of PyTorch, the worked lines. The same sentences as normalization_words.py.
import { statisticsOf } from "./normalization_arithmetic.js";
import { plain } from "./words.js";

const size = (shape) => `[${shape.join(", ")}]`;

// PyTorch's refusal in words, or "".
export function normRefusal([n, c, h, w], { norm, groups, training }) {
  const few = `Expected more than 1 value per channel when training, got input size ${size([n, c, h, w])}`;
  if (norm === "batch" && training && n * h * w === 1) return few;
  if (norm === "instance" && h * w === 1) return `Expected more than 1 spatial element when training, got input size ${size([n, c, h, w])}`;
  if (norm === "group" && c % groups !== 0) return `num_channels (${c}) must be divisible by num_groups (${groups})`;
  return norm === "group" && ((n * c) / groups) * h * w === 1 ? few : "";
}

const NORM_NAMES = { layer_channels: "layer norm over channels only", rms: "RMS norm" };

// The refusal, and which setting everything below it still shows.
export function refusedWords(why, { norm, groups, training }) {
  const more = norm === "batch" ? `, ${training ? "train" : "eval"}` : norm === "group" ? `, ${groups} group${groups === 1 ? "" : "s"}` : "";
  return `PyTorch refuses: ${why}. All below is the last possible setting: ${NORM_NAMES[norm] ?? `${norm} norm`}${more}.`;
}

// A float as Python prints it: 1e-05, 0.001, 1.0.
export function pythonFloat(value) {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return value.toFixed(1);
  if (Math.abs(value) >= 1e-4) return String(value).replace(/e\+(\d)$/, "e+0$1");
  return value.toExponential().replace(/e-(\d)$/, "e-0$1");
}

// The line of PyTorch for the present state.
export function normLine([, c, h, w], { norm, groups, eps, momentum, training, batch_of_one, one_pixel }, full, name = "x") {
  const first = batch_of_one && full[0] > 1;
  const corner = one_pixel && full[2] * full[3] > 1;
  const given = `${name}${corner ? `[${first ? ":1" : ":"}, :, :1, :1]` : first ? "[:1]" : ""}`;
  const more = eps === 1e-5 ? "" : `, eps=${pythonFloat(eps)}`;
  if (norm === "batch" && !training) return `F.batch_norm(${given}, running_mean, running_var${more})`;
  if (norm === "batch") return `nn.BatchNorm2d(${c}${more}${momentum === 0.1 ? "" : `, momentum=${pythonFloat(momentum)}`})(${given})`;
  if (norm === "layer") return `nn.LayerNorm([${c}, ${h}, ${w}]${more})(${given})`;
  if (norm === "layer_channels") return `nn.LayerNorm(${c}${more})(${given}.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)`;
  if (norm === "instance") return `nn.InstanceNorm2d(${c}${more})(${given})`;
  if (norm === "group") return `nn.GroupNorm(${groups}, ${c}${more})(${given})`;
  return `nn.RMSNorm([${c}, ${h}, ${w}], eps=${pythonFloat(eps)})(${given})`;
}

const bracket = (text) => (text.startsWith("−") ? `(${text})` : text);
const exact = (value) => Math.abs(Number(plain(value).replace("−", "-")) - value) <= 1e-12 * Math.max(1, Math.abs(value));
const sign = (...values) => (values.every(exact) ? "=" : "≈");
const ROOM = 76; // characters of a written-out sum

function writtenSum(terms) {
  if (terms.join(" + ").length <= ROOM) return terms.join(" + ");
  const last = ` + … + ${terms[terms.length - 1]}`;
  let shown = terms[0];
  for (let i = 1; shown.length + 3 + terms[i].length + last.length <= ROOM; i++) shown += ` + ${terms[i]}`;
  return shown + last;
}

const cells = (count) => `${count} cell${count === 1 ? "" : "s"}`;
const batchesWord = (count) => `${count} batch${count === 1 ? "" : "es"}`;

// Four lines with the numbers of one cell: mean, variance, root, result.
export function workedLines(x, settings, running, cell) {
  const { norm, eps, training } = settings;
  const { mean, variance, values } = statisticsOf(x, settings, running, cell);
  const [n, c, h, w] = cell;
  const value = x[n][c][h][w];
  const root = Math.sqrt(variance + eps);
  const result = (value - mean) / root;
  const count = values.length;
  const remembered = norm === "batch" && !training;
  const meanText = bracket(plain(mean));
  const lines = [];
  if (remembered) {
    lines.push(`mean ${sign(mean)} ${plain(mean)}, the running mean of channel ${c} after ${batchesWord(running.count)}`);
    lines.push(`variance ${sign(variance)} ${plain(variance)}, the running variance of channel ${c}`);
  } else if (norm === "rms") {
    lines.push("no mean is subtracted");
    lines.push(`mean square of ${cells(count)} = (${writtenSum(values.map((v) => `${bracket(plain(v))}²`))}) / ${count} ${sign(variance, ...values)} ${plain(variance)}`);
  } else {
    lines.push(`mean of ${cells(count)} = (${writtenSum(values.map((v) => bracket(plain(v))))}) / ${count} ${sign(mean, ...values)} ${plain(mean)}`);
    lines.push(`variance = (${writtenSum(values.map((v) => `(${plain(v)} − ${meanText})²`))}) / ${count} ${sign(variance, mean, ...values)} ${plain(variance)}`);
  }
  lines.push(`√(${norm === "rms" ? "mean square" : "variance"} + eps) = √(${plain(variance)} + ${pythonFloat(eps)}) ${sign(root, variance)} ${plain(root)}`);
  const top = norm === "rms" ? bracket(plain(value)) : `(${plain(value)} − ${meanText})`;
  lines.push(`output[${n}, ${c}, ${h}, ${w}] = ${top} / ${plain(root)} ${value === mean ? "=" : sign(result, value, mean, root)} ${plain(result)}`);
  return lines;
}

// The last step of the running statistics of one channel, in two lines; of other norms, in eval and before the first batch none.
export function runningLines({ norm, training }, running, channel, momentum) {
  if (norm !== "batch" || !training || !running.last) return [];
  const { number, before, batch, size: count } = running.last;
  const step = (name, old, fresh, now) => {
    const [a, b] = [bracket(plain(old)), bracket(plain(fresh))];
    return `batch ${number}: running ${name}[${channel}] = ${plain(1 - momentum)}·${a} + ${plain(momentum)}·${b} ${sign(now, old, fresh, momentum)} ${plain(now)}`;
  };
  const fresh = batch.variance[channel];
  return [
    step("mean", before.mean[channel], batch.mean[channel], running.mean[channel]),
    `${step("var", before.variance[channel], fresh, running.variance[channel])}; ${plain(fresh)} is the unbiased variance, divided by ${count} − 1`,
  ];
}

// Which cells share: one sentence.
export function sharingWords([examples, channels, height, width], { norm, groups, training }, [n, c, h, w]) {
  const all = { batch: examples * height * width, instance: height * width, layer_channels: channels, group: (channels / groups) * height * width };
  const count = all[norm] ?? channels * height * width;
  if (norm === "batch" && !training) return `Channel ${c} takes its running mean and variance. They stand still now: they were collected in train mode. The coloured cells are not averaged again.`;
  const head = `${cells(count)} share${count === 1 ? "s" : ""} ${norm === "rms" ? "this root mean square" : "this mean and variance"}: `;
  const twin = (name) => ` These are the cells of ${name} norm.`;
  if (norm === "batch") {
    const whole = { 1: "the only example", 2: "both examples" }[examples] ?? `all ${examples} examples`;
    return `${head}channel ${c} of ${whole}.${examples === 1 ? twin("instance") : ""}`;
  }
  if (norm === "instance") return `${head}channel ${c} of example ${n}.${examples === 1 ? twin("batch") : ""}`;
  if (norm === "layer_channels") return `${head}all channels of example ${n} at row ${h}, column ${w}.`;
  if (norm === "group") {
    const wide = channels / groups;
    const first = Math.floor(c / wide) * wide;
    const where = wide === 1 ? `channel ${first}` : `channels ${first} ${wide === 2 ? "and" : "to"} ${first + wide - 1}`;
    return `${head}${where} of example ${n}.${groups === 1 ? twin("layer") : groups === channels ? twin("instance") : ""}`;
  }
  return `${head}all channels and positions of example ${n}.${norm === "rms" ? twin("layer") : ""}`;
}

// What training and evaluation mode do: one sentence.
export function modeWords({ norm, training }) {
  if (norm !== "batch") return "Train and eval give the same: each example is normalised with its own numbers, so nothing has to be remembered.";
  if (training) return "Train: mean and variance of this batch. The running statistics are kept for eval.";
  return "Eval: the running statistics, whatever else is in the batch. They stand still.";
}
