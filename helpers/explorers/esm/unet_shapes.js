// UNetShapes: size and channels of every map of a U-Net, the crop on every link, sizes that do not fit refused in words.
//
// Beside kit.js's roles: number-size, button-smaller and button-larger (the next sizes that fit), u (the picture),
// stage (a cell: data-row its level, data-col its place along the walk; data-in, data-out, data-link, data-channels),
// link-LEVEL, output-line, stage-line, torch-line
import { button, copyButton, select, slider } from "./controls.js";
import { bond, el, root, setAttribute, setText, svg } from "./kit.js";
import { picture } from "./pictures.js";

// ---- arithmetic: that of helpers/geometry/unet.py ----

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

// ---- the page ----

const NAMES = ["size", "depth", "padding", "width", "stage"];
const DEPTHS = 5;
const LARGEST = 4096;
const [WIDE, BOX, TALL, STEP, INSET, TOP] = [748, 150, 44, 66, 20, 4];
const WIDTHS = [4, 8, 16, 32, 64, 128];

function build(model, host) {
  const link = bond(model, NAMES, () => draw());
  const { state } = link;
  let good = null; // the last settings that fit, and their walk; at first, where the size does not fit, the nearest one that does

  // -- controls
  const put = (changes) => link.change({ ...changes, ...("depth" in changes ? { stage: Math.min(state.stage, 2 * changes.depth) } : {}) });
  const size = slider("size", "input size", (value) => put({ size: value }));
  size.node.querySelector(".cnx-value").remove(); // the field beside it shows the number
  const field = el("input", { type: "number", min: 1, max: LARGEST, "aria-label": "input size in pixels", "data-role": "number-size" });
  field.addEventListener("input", () => {
    const value = Number(field.value);
    if (Number.isInteger(value) && value >= 1 && value <= LARGEST) put({ size: value });
    else if (value > LARGEST) draw(`Not taken: the largest size is ${LARGEST}, the size stays ${state.size}. `);
  });
  field.addEventListener("change", () => (field.value = state.size));
  const step = (name, which) => button(name, "", () => put({ size: neighbours(state.size, state.depth, state.padding)[which] }));
  const [smaller, larger] = [step("smaller", 0), step("larger", 1)];
  for (const node of [smaller, larger]) node.style.minWidth = "72px";
  const depth = slider("depth", "depth (pools)", (value) => put({ depth: value }));
  const padding = select("padding", "padding", [["valid", "valid: none"], ["same", "same: zeros"]], (value) => put({ padding: value }));
  const width = select("width", "base width", WIDTHS.map((n) => [String(n), `${n} channels`]), (value) => put({ width: Number(value) }));
  const widths = width.node.querySelector("select");

  // -- the picture: made once for all depths
  const move = (down, right) => go(state.stage + down + right);
  const view = picture("u", "Picture of the U: arrow keys walk through the stages", WIDE, 100, { move });
  const group = (name, ...children) => {
    const node = svg("g", { class: name });
    node.append(...children);
    view.image.append(node);
    return node;
  };
  const middle = (level) => TOP + level * STEP + TALL / 2;
  const links = Array.from({ length: DEPTHS }, (_, level) => {
    const [left, y] = [2 + level * INSET + BOX, middle(level)];
    const parts = {
      line: svg("path", { class: "cnx-u" }),
      whole: svg("rect", { class: "cnx-u", y: y - 11, width: 22, height: 22 }),
      kept: svg("rect", { class: "cnx-u cnx-kept" }),
      words: svg("text", { y: y + 0.5 }),
    };
    const tip = svg("path", { class: "cnx-u cnx-tip", d: `M${WIDE - left - 1} ${y}l-8 -4.5v9z` });
    return { ...parts, left, y, node: group("cnx-link", tip, ...Object.values(parts)) };
  });
  links.forEach(({ node }, level) => node.setAttribute("data-role", `link-${level + 1}`));
  // steps down and up between a level and the next; into the bottom they turn
  const steps = Array.from({ length: DEPTHS }, (_, level) =>
    [false, true].map((isUp) => {
      const parts = { line: svg("path", { class: "cnx-u" }), tip: svg("path", { class: "cnx-u cnx-tip" }), words: svg("text") };
      setText(parts.words, isUp ? "× 2" : "÷ 2");
      const x = 2 + level * INSET + BOX / 2;
      setAttribute(parts.words, "x", isUp ? WIDE - x - 10 : x + 10);
      setAttribute(parts.words, "text-anchor", isUp ? "end" : "start");
      setAttribute(parts.words, "y", middle(level) + STEP / 2);
      return { ...parts, isUp, x, y: middle(level) + TALL / 2, node: group("cnx-u-step", ...Object.values(parts)) };
    }),
  ).flat();
  const boxes = Array.from({ length: 2 * DEPTHS + 1 }, () => {
    const words = [svg("text", { x: BOX / 2, y: 15 }), svg("text", { x: BOX / 2, y: 31 })];
    return { words, node: group("cnx-cell", svg("rect", { width: BOX, height: TALL, rx: 3 }), ...words) };
  });
  boxes.forEach(({ node }) => node.setAttribute("data-role", "stage"));
  const go = (index) => index !== state.stage && link.change({ stage: Math.min(Math.max(index, 0), 2 * state.depth) });
  const choose = (role, row, col) => role && go(col);
  view.onCell(choose, choose);

  const says = el("div", { class: "cnx-line", "data-role": "output-line", "aria-live": "polite" });
  const torch = el("code", { "data-role": "torch-line" });
  const refusal = el("div", { class: "cnx-refusal", "data-role": "refusal", role: "status" });
  const stageLine = el("div", { class: "cnx-line cnx-stage-line", "data-role": "stage-line", "aria-live": "polite" });
  const node = root(
    "unet-shapes",
    el("div", { class: "cnx-row" }, el("div", { class: "cnx-size" }, size.node, field, smaller, larger), el("div", { class: "cnx-controls" }, depth.node, padding.node, width.node)),
    el("div", { class: "cnx-says cnx-fit" }, el("div", { class: "cnx-torch cnx-fits" }, says, el("div", { class: "cnx-row cnx-torch" }, copyButton(() => torch.textContent), torch)), refusal),
    stageLine,
    view.node,
  );
  host.append(node);

  function draw(untaken = "") {
    const why = unetRefusal(state.size, state.depth, state.padding);
    if (!why || !good) {
      const [below, above] = neighbours(state.size, state.depth, state.padding);
      const fits = why ? (below ?? above) : state.size;
      good = { ...state, size: fits, stages: unetWalk(fits, state.depth, state.padding).stages };
    }
    setAttribute(node, "data-refused", why !== "");
    node.classList.toggle("cnx-refused", why !== "");
    node.classList.toggle("cnx-untaken", untaken !== "");
    refusal.classList.toggle("on", why + untaken !== "");
    setText(refusal, untaken + (why && `Refused: ${why}. The picture shows size ${good.size}, depth ${good.depth}, ${good.padding}.`));

    size.update(state.size, [Math.min(16, state.size), Math.max(640, state.size)]);
    if (!untaken && (document.activeElement !== field || Number(field.value) !== state.size)) field.value = state.size;
    const [below, above] = neighbours(state.size, state.depth, state.padding);
    for (const [control, target, label, said] of [[smaller, below, `◀ ${below ?? ""}`, "smaller"], [larger, above, `${above} ▶`, "larger"]]) {
      setText(control, label);
      setAttribute(control, "title", `the next ${said} size that fits`);
      control.disabled = target === null || target > LARGEST;
    }
    depth.update(state.depth, [1, DEPTHS]);
    padding.update(state.padding);
    if (![...widths.options].some(({ value }) => Number(value) === state.width)) widths.append(el("option", { value: String(state.width) }, `${state.width} channels`));
    width.update(String(state.width));
    drawU();
  }

  function drawU() {
    const { stages, padding: kind, width: base } = good;
    const deep = (stages.length - 1) / 2;
    const chosen = Math.min(state.stage, 2 * deep);
    view.resize(WIDE, TOP + deep * STEP + TALL + 4);
    boxes.forEach((box, index) => {
      const stage = stages[index];
      if (!stage) return setAttribute(box.node, "class", "cnx-cell off");
      const level = Math.min(index, 2 * deep - index);
      const left = index === deep ? (WIDE - BOX) / 2 : index < deep ? 2 + level * INSET : WIDE - BOX - 2 - level * INSET;
      const channels = base * 2 ** level;
      const look = index < deep ? "input" : index === deep ? "weight" : "output";
      setAttribute(box.node, "class", `cnx-cell ${look}${index === chosen ? " chosen" : ""}`);
      setAttribute(box.node, "transform", `translate(${left},${TOP + level * STEP})`);
      const data = { row: level, col: index, in: stage.in, out: stage.out, link: stage.link ?? "", channels };
      for (const [key, value] of Object.entries(data)) setAttribute(box.node, `data-${key}`, value);
      setText(box.words[0], `${stage.in}² → ${stage.out}²`);
      setText(box.words[1], index > deep ? `${channels}+${channels} → ${channels} ch.` : index ? `${channels / 2} → ${channels} channels` : `→ ${channels} channels`);
    });
    links.forEach((parts, level) => {
      parts.node.classList.toggle("off", level >= deep);
      if (level >= deep) return;
      const stage = stages[2 * deep - level];
      const words = cropWords(stage);
      setText(parts.words, words);
      const span = 38 + 6.5 * words.length;
      const x = (WIDE - span) / 2;
      const side = (22 * stage.in) / stage.link;
      const kept = { x: x + 4 + (22 - side) / 2, y: parts.y - side / 2, width: side, height: side };
      for (const [key, value] of Object.entries(kept)) setAttribute(parts.kept, key, value);
      setAttribute(parts.line, "d", `M${parts.left} ${parts.y}H${x - 4}M${WIDE - x} ${parts.y}H${WIDE - parts.left - 7}`);
      setAttribute(parts.whole, "x", x + 4);
      setAttribute(parts.words, "x", x + 34);
    });
    steps.forEach(({ node: step, line, tip, isUp, x, y }, i) => {
      const level = Math.floor(i / 2);
      step.classList.toggle("off", level >= deep);
      const flip = (at) => (isUp ? WIDE - at : at);
      if (level + 1 < deep) {
        setAttribute(line, "d", isUp ? `M${flip(x)} ${y + STEP - TALL}V${y + 7}` : `M${x} ${y}V${y + STEP - TALL - 7}`);
        setAttribute(tip, "d", isUp ? `M${flip(x)} ${y + 1}l-4.5 8h9z` : `M${x} ${y + STEP - TALL - 1}l-4.5 -8h9z`);
      } else {
        const [edge, down] = [(WIDE - BOX) / 2, middle(deep)];
        setAttribute(line, "d", isUp ? `M${flip(edge)} ${down}H${flip(x)}V${y + 7}` : `M${x} ${y}V${down}H${edge - 7}`);
        setAttribute(tip, "d", isUp ? `M${flip(x)} ${y + 1}l-4.5 8h9z` : `M${edge - 1} ${down}l-8 -4.5v9z`);
      }
    });
    const [first, last] = [good.size, stages.at(-1).out];
    const change = first === last ? "as large as the input" : `${(first - last) / 2} pixels fewer on each side`;
    setText(says, `Input ${first} × ${first} → output ${last} × ${last}: ${change}.`);
    setText(torch, unetLine(first, deep, kind, base));
    setText(stageLine, stageWords(stages, chosen, kind, base));
    const all = stages.map((stage) => `${stage.name} ${stage.in} to ${stage.out}${stage.link ? `, link ${cropWords(stage)}` : ""}`).join("; ");
    view.say(`two 3×3 convolutions a stage, padding ${kind}${kind === "valid" ? "; green: what the crop keeps" : ""}`, `U-Net with ${deep} pools: ${all}.`);
  }

  draw();
  return () => {
    link.end();
    node.remove();
  };
}

export default { render: ({ model, el: host }) => build(model, host) };
