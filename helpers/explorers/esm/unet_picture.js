// The picture of UNetShapes: a box for each stage of the U, the steps between the levels, the links with what the crop keeps.
import { setAttribute, setText, svg } from "./kit.js";
import { picture } from "./pictures.js";
import { cropWords } from "./unet_arithmetic.js";

export const DEPTHS = 5;
const [WIDE, BOX, TALL, STEP, INSET, TOP] = [748, 150, 44, 66, 20, 4];

// Made once for all depths; `draw(walk, deep, chosen)` shows what a U-Net with `deep` pools needs of it.
export function unetPicture(link) {
  const { state } = link;
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

  function draw({ stages, padding: kind, width: base }, deep, chosen) {
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
    const all = stages.map((stage) => `${stage.name} ${stage.in} to ${stage.out}${stage.link ? `, link ${cropWords(stage)}` : ""}`).join("; ");
    view.say(`two 3×3 convolutions a stage, padding ${kind}${kind === "valid" ? "; green: what the crop keeps" : ""}`, `U-Net with ${deep} pools: ${all}.`);
  }

  return { node: view.node, draw };
}
