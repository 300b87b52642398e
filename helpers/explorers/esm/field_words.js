// What the receptive field explorer says of one unit: its box by the rule, and what the gradient found.
import { ruleLines, saidBox } from "./field_arithmetic.js";
import { el, setText } from "./kit.js";
import { plain } from "./words.js";

// `box`: the first and the last pixel downwards and across.
export function saidUnit(unit, axes, box) {
  const about = axes.every(({ jump }) => Number.isInteger(jump)) ? "" : "about "; // after upsampling the units move unevenly
  return `Unit [${unit.join(", ")}] sees ${about}${saidBox(...box)} by the rule`;
}

// How the box's first row and first column come out.
export function saidStarts(unit, [field, other], [down, across]) {
  const same = field.size === other.size && field.jump === other.jump && field.start === other.start;
  const first = (axis, u, [low]) => {
    const work = `${plain(axis.start)} + ${u}·${plain(axis.jump)}`;
    return `${axis.start + u * axis.jump === low ? work : `⌊${work}⌋`} = ${plain(low)}`;
  };
  return `first row ${first(field, unit[0], down)}${same && unit[0] === unit[1] ? "" : `, first column ${first(other, unit[1], across)}`}`;
}

// `inside`: the box's part within the picture; `answer`: the kernel's, or null while it is not there.
export function saidMeasure(answer, axes, inside, isEmpty) {
  if (!answer) return "Measured: not yet; the gradient is computed by the kernel.";
  if (answer.why) return `Not measured: ${answer.why}`;
  if (!answer.pixels) return isEmpty ? "Measured: the gradient is 0 at every pixel: the unit sees padding only." : "Measured: the gradient is 0 at every pixel.";
  const same = JSON.stringify(answer.box) === JSON.stringify(inside);
  const isWithin = answer.box.every(([first, last], a) => first >= inside[a][0] && last <= inside[a][1]);
  const isCut = inside.some(([first, last], a) => last - first + 1 < axes[a].size);
  const verdict = same ? `the same box${isCut ? ", cut at the edge of the picture" : ""}` : isWithin ? "a smaller box" : "not within the box, since units move unevenly after upsampling";
  return `Measured: gradient ≠ 0 at ${answer.pixels} pixels in ${saidBox(...answer.box)}: ${verdict}.`;
}

// The rule with the numbers of one layer, each line with its formula: `below` and `own` are the fields before and after it.
export function ruleBox() {
  const parts = ["size + dilation·(kernel − 1)·jump", "jump·stride", "start − padding·jump", ""].map((formula) => {
    const work = el("span");
    return { work, node: el("div", {}, work, el("span", { class: "cnx-faint" }, formula)) };
  });
  const lines = [parts.slice(0, 2), parts.slice(2)].map((two) => el("div", {}, ...two.map(({ node }) => node)));
  return {
    node: el("div", { class: "cnx-rule", "data-role": "rule" }, ...lines),
    update(layer, below, own) {
      const isPossible = Math.min(...below.map, ...own.map) >= 1; // no map, no numbers: the refusal says why
      const said = isPossible ? ruleLines(layer, below) : ["", "", "", ""];
      parts.forEach(({ work }, i) => setText(work, said[i]));
    },
  };
}
