// The arithmetic of UNetShapes, that of helpers/geometry/unet.py: the walk down and up, the sizes that fit, and both in words. No page.

export function unetWalk(size, depth, padding) {
  const lost = padding === "valid" ? 4 : 0;
  const [stages, links] = [[], []];
  let now = size;
  const stage = (name, link = null) => {
    stages.push({ name, in: now, out: now - lost, link });
    return now - lost;
  };
  for (let level = 1; level <= depth; level++) {
    const out = now - lost;
    const halved = out > 0 ? `pool ${level} would halve a map of ${out}` : `nothing is left of the map of ${now} before pool ${level}`;
    if (out < 2 || out % 2) return { stages, trouble: halved };
    links.push(stage(`down ${level}`));
    now = out / 2;
  }
  let out = stage("bottom");
  for (let level = depth; level >= 1; level--) {
    if (out < 1) return { stages, trouble: `nothing is left of the map of ${now} before step ${level} up` };
    now = 2 * out;
    out = stage(`up ${level}`, links.pop());
  }
  return { stages, trouble: out > 0 ? "" : `nothing is left of the last map of ${now}` };
}

export function smallestSize(depth, padding) {
  const lost = padding === "valid" ? 4 : 0;
  let size = (lost ? (depth > 1 ? 4 : 3) : 1) + lost;
  for (let level = 0; level < depth; level++) size = 2 * size + lost;
  return size;
}

// The nearest sizes that fit below and above; null where there is none below.
export function neighbours(size, depth, padding) {
  const [smallest, step] = [smallestSize(depth, padding), 2 ** depth];
  const steps = (size - smallest) / step;
  return [size > smallest ? smallest + (Math.ceil(steps) - 1) * step : null, Math.max(smallest, smallest + (Math.floor(steps) + 1) * step)];
}

export function unetRefusal(size, depth, padding) {
  const { trouble } = unetWalk(size, depth, padding);
  if (!trouble) return "";
  const [below, above] = neighbours(size, depth, padding);
  const nearest = below === null ? `the smallest is ${above}` : `the nearest sizes that fit are ${below} and ${above}`;
  return `size ${size} does not fit a U-Net with ${depth} pools and padding '${padding}': ${trouble}; ${nearest}`;
}

export const cropWords = ({ link, in: kept }) => (link === kept ? `${link}²: whole` : `${link}² → ${kept}²: ${(link - kept) / 2} pixels off each side`);

// The arithmetic of one stage, written out.
export function stageWords(stages, index, padding, width) {
  const stage = stages[index];
  const depth = (stages.length - 1) / 2;
  const level = Math.min(index, 2 * depth - index);
  const channels = width * 2 ** level;
  const convolved = padding === "valid" ? `${stage.in} − 2 − 2 = ${stage.out}` : `${stage.in} stays ${stage.out}`;
  const convolutions = `two convolutions: ${convolved}, ${channels} channels`;
  if (index < depth) return `${stage.name}: ${convolutions}; then a pool: ${stage.out} / 2 = ${stage.out / 2}.`;
  if (index === depth) return `${stage.name}: ${convolutions}.`;
  const off = (stage.link - stage.in) / 2;
  const crop = off ? `cropped: ${stage.link} − 2·${off} = ${stage.in}` : "whole";
  const joined = `${channels} channels, joined with ${channels} of the link (${crop}): ${2 * channels} channels`;
  return `${stage.name}: a step up: 2·${stages[index - 1].out} = ${stage.in}, ${joined}; ${convolutions}.`;
}

export const unetLine = (size, depth, padding, width) =>
  `UNet(base_channels=${width}, depth=${depth}, padding="${padding}")(torch.zeros(1, 1, ${size}, ${size})).shape`;
