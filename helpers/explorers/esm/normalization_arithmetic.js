// The arithmetic of NormalizationExplorer: pure functions of numbers, no page. tests/explorers runs them against torch.
//
// A batch is nested lists, example → channel → row → column. `seen` lists the batches that went through in training mode:
// [number of the batch, 1 if only its first example, 1 if only the first pixel]; batches start again when the sequence ends.
import { plain } from "./arithmetic.js";

export const NORMS = ["batch", "layer", "layer_channels", "instance", "group", "rms"];

export function cropped(batch, one, pixel) {
  return (one ? batch.slice(0, 1) : batch).map((example) => (pixel ? example.map((channel) => [[channel[0][0]]]) : example));
}

export const shapeOf = (x) => [x.length, x[0].length, x[0][0].length, x[0][0][0].length];

// Cells with the same key share their statistics.
export function sharingKey(norm, groups, channels, [n, c, h, w]) {
  if (norm === "batch") return `${c}`;
  if (norm === "instance") return `${n},${c}`;
  if (norm === "group") return `${n},${Math.floor((c * groups) / channels)}`;
  return norm === "layer_channels" ? `${n},${h},${w}` : `${n}`;
}

export function eachCell(x, call) {
  x.forEach((example, n) => example.forEach((channel, c) => channel.forEach((row, h) => row.forEach((value, w) => call([n, c, h, w], value)))));
}

// All cells that share their statistics with this one, in reading order.
export function sharedCells(x, norm, groups, cell) {
  const cells = [];
  const wanted = sharingKey(norm, groups, x[0].length, cell);
  eachCell(x, (at) => sharingKey(norm, groups, x[0].length, at) === wanted && cells.push(at));
  return cells;
}

const meanOf = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const squaresAround = (values, centre) => values.reduce((sum, value) => sum + (value - centre) ** 2, 0);

// Mean and biased variance of each set of cells that share them; RMS norm takes its squares around 0.
export function statistics(x, norm, groups) {
  const found = new Map();
  eachCell(x, (at, value) => {
    const key = sharingKey(norm, groups, x[0].length, at);
    if (!found.has(key)) found.set(key, { values: [] });
    found.get(key).values.push(value);
  });
  for (const set of found.values()) {
    set.mean = norm === "rms" ? 0 : meanOf(set.values);
    set.variance = squaresAround(set.values, set.mean) / set.values.length;
  }
  return found;
}

// The running statistics of each channel after the batches in `seen`; `last` has the step of the last one.
export function runningStatistics(batches, seen, momentum) {
  const channels = batches[0][0].length;
  let mean = new Array(channels).fill(0);
  let variance = new Array(channels).fill(1);
  let count = 0;
  let last = null;
  for (const [number, one, pixel] of seen) {
    const sets = [...statistics(cropped(batches[number % batches.length], one, pixel), "batch", 1).values()];
    const size = sets[0].values.length;
    if (size === 1) continue; // torch refuses a batch of one value per channel
    const unbiased = sets.map((set) => (set.variance * size) / (size - 1));
    last = { number: number % batches.length, size, before: { mean, variance }, batch: { mean: sets.map((set) => set.mean), variance: unbiased } };
    mean = mean.map((old, c) => (1 - momentum) * old + momentum * sets[c].mean);
    variance = variance.map((old, c) => (1 - momentum) * old + momentum * unbiased[c]);
    count += 1;
  }
  return { mean, variance, count, last };
}

// Mean and variance that this cell is normalised with.
export function statisticsOf(x, { norm, groups, training }, running, cell) {
  if (norm === "batch" && !training) return { mean: running.mean[cell[1]], variance: running.variance[cell[1]], values: [] };
  return statistics(x, norm, groups).get(sharingKey(norm, groups, x[0].length, cell));
}

export function normalise(x, { norm, groups, eps, training }, running) {
  const own = statistics(x, norm, groups);
  return x.map((example, n) =>
    example.map((channel, c) =>
      channel.map((row, h) =>
        row.map((value, w) => {
          const remembered = norm === "batch" && !training;
          const set = remembered ? { mean: running.mean[c], variance: running.variance[c] } : own.get(sharingKey(norm, groups, x[0].length, [n, c, h, w]));
          return (value - set.mean) / Math.sqrt(set.variance + eps);
        }),
      ),
    ),
  );
}

// A batch shown in training mode has gone through the layer once, as it is shown now.
export function seenNow({ training, seen, batch, batch_of_one, one_pixel }) {
  if (!training) return seen;
  const before = seen.length && seen[seen.length - 1][0] === batch ? seen.slice(0, -1) : seen;
  return [...before, [batch, Number(batch_of_one), Number(one_pixel)]];
}

// ---- words ----

const size = (shape) => `[${shape.join(", ")}]`;

// PyTorch's refusal in words, or "".
export function normRefusal([n, c, h, w], { norm, groups, training }) {
  const few = `Expected more than 1 value per channel when training, got input size ${size([n, c, h, w])}`;
  if (norm === "batch" && training && n * h * w === 1) return few;
  if (norm === "instance" && h * w === 1) return `Expected more than 1 spatial element when training, got input size ${size([n, c, h, w])}`;
  if (norm === "group" && c % groups !== 0) return `num_channels (${c}) must be divisible by num_groups (${groups})`;
  return norm === "group" && ((n * c) / groups) * h * w === 1 ? few : "";
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
    const where = examples === 1 ? `channel ${c} of the only example.` : `channel ${c} of all ${examples} examples.`;
    return `${head}${where}${examples === 1 ? twin("instance") : ""}`;
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
