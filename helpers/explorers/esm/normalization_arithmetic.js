// The arithmetic of NormalizationExplorer: pure functions of numbers, no page. tests/explorers runs them against torch.
//
// A batch is nested lists, example → channel → row → column. `seen` lists the batches that went through in training mode:
// [number of the batch, 1 if only its first example, 1 if only the first pixel]; batches start again when the sequence ends.
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
