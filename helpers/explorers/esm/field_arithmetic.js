// The arithmetic of the receptive field: pure functions of whole numbers, no page. tests/explorers runs them against torch.
//
// A layer is {kind: "conv" | "pool", kernel_size, stride, padding, dilation}; the same on both axes. A field is {size, jump, start}.
import { outputSize } from "./arithmetic.js";
import { convolutionRefusal, formula, plain } from "./words.js";

export const KINDS = { conv: "convolution", pool: "average pooling" };

export function layerAxis({ kernel_size: kernel, stride, padding, dilation }, size) {
  return { size, kernel, stride, before: padding, after: padding, dilation };
}

// The rule: what a unit of the next layer sees, from what a unit of this one sees.
export function nextField({ size, jump, start }, { kernel_size: kernel, stride, padding, dilation }) {
  return { size: size + dilation * (kernel - 1) * jump, jump: jump * stride, start: start - padding * jump };
}

// The picture's own field and map, then those after each layer.
export function fieldsOf(layers, map) {
  const fields = [{ size: 1, jump: 1, start: 0, map }];
  for (const layer of layers) {
    const last = fields[fields.length - 1];
    fields.push({ ...nextField(last, layer), map: last.map.map((size) => outputSize(layerAxis(layer, size))) });
  }
  return fields;
}

// The first and the last pixel of a unit's box along one axis; outside the picture they lie in the padding.
export function boxOf({ size, jump, start }, unit) {
  const first = Math.floor(start + unit * jump);
  return [first, first + size - 1];
}

// The unit, of `count`, whose box has its centre nearest to `centre`.
export function nearestUnit({ size, jump, start }, count, centre) {
  const at = jump ? Math.floor((centre - start - (size - 1) / 2) / jump + 0.5) : 0;
  return Math.min(Math.max(at, 0), count - 1);
}

export const centreOf = ({ size, jump, start }, unit) => start + unit * jump + (size - 1) / 2;

// Which of the picture's pixels along one axis these units of the last map truly read: a path that runs through the padding of
// a layer in between leads nowhere. `sizes`: of the picture and of each map.
export function pixelsRead(layers, sizes, units) {
  let wanted = new Set(units);
  for (let place = layers.length - 1; place >= 0; place--) {
    const { kernel_size: kernel, stride, padding, dilation } = layers[place];
    const read = new Set();
    for (const unit of wanted) {
      for (let tap = 0; tap < kernel; tap++) {
        const at = unit * stride - padding + tap * dilation;
        if (at >= 0 && at < sizes[place]) read.add(at);
      }
    }
    wanted = read;
  }
  return [...wanted].sort((a, b) => a - b);
}

// Runs [first, last] of the numbers from `low` to `high` that are not in the list.
export function gaps(list, low, high) {
  const read = new Set(list);
  const runs = [];
  for (let at = low; at <= high; at++) {
    if (read.has(at)) continue;
    const last = runs[runs.length - 1];
    if (last && last[1] === at - 1) last[1] = at;
    else runs.push([at, at]);
  }
  return runs;
}

// PyTorch's refusal of a stack in words with the layer and both numbers, or an empty text.
export function stackRefusal(layers, map) {
  let [height, width] = map;
  for (const [at, layer] of layers.entries()) {
    const place = at + 1;
    const [rows, cols] = [layerAxis(layer, height), layerAxis(layer, width)];
    const { kind, kernel_size: kernel, padding } = layer;
    if (kind === "pool" && 2 * padding > kernel) {
      return `layer ${place}: pad should be at most half of effective kernel size: padding ${padding}, kernel ${kernel}`;
    }
    if (kind === "pool" && Math.min(outputSize(rows), outputSize(cols)) < 1) {
      return `layer ${place}: Output size is too small: padded input ${height + 2 * padding} × ${width + 2 * padding}, kernel ${kernel} × ${kernel}`;
    }
    const why = convolutionRefusal({ rows, cols }, padding, false);
    if (why) return `layer ${place}: ${why}`;
    [height, width] = [outputSize(rows), outputSize(cols)];
  }
  return "";
}

// The rule with its numbers for one layer: `before` is the field and map it stands on; along the rows.
export function ruleLines(layer, before) {
  const { kernel_size: kernel, stride, padding, dilation } = layer;
  const after = nextField(before, layer);
  return [
    `size ${before.size} + ${dilation}·(${kernel} − 1)·${before.jump} = ${after.size}`,
    `jump ${before.jump}·${stride} = ${after.jump}`,
    `start ${plain(before.start)} − ${padding}·${before.jump} = ${plain(after.start)}`,
    `map ${formula(layerAxis(layer, before.map[0]))}`,
  ];
}

export function stackLine(layers) {
  const built = layers.map(({ kind, kernel_size: kernel, stride, padding, dilation }) => {
    const options = [["stride", stride, kind === "pool" ? kernel : 1], ["padding", padding, 0], ["dilation", dilation, 1]];
    const texts = [String(kernel), ...options.filter(([, value, usual]) => value !== usual).map(([name, value]) => `${name}=${value}`)];
    return kind === "pool" ? `nn.AvgPool2d(${texts.join(", ")})` : `nn.Conv2d(${["1, 1", ...texts, "bias=False"].join(", ")})`;
  });
  return `nn.Sequential(${built.join(", ")})`;
}

export function saidBox(rows, cols) {
  const say = ([first, last]) => `${plain(first)} to ${plain(last)}`;
  return say(rows) === say(cols) ? `rows and columns ${say(rows)}` : `rows ${say(rows)}, columns ${say(cols)}`;
}
