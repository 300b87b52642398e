// What DepthExplorer says beside its pictures: the legend, the table of numbers at the chosen epoch, the same in a sentence.
import { MEASURES, netName, numbersOf, said } from "./depth_arithmetic.js";
import { MARKS, add } from "./depth_pictures.js";
import { el, setText, svg } from "./kit.js";

// Its parts and `draw(curves, ends)`, which also says what the two pictures show.
export function depthWords({ state, mine, colours, depths, seeds, last, groups, shows, curvesOf }, whose) {
  const swatch = (...parts) => {
    const node = svg("svg", { width: 34, height: 16, "aria-hidden": "true" });
    parts.forEach(([tag, attributes]) => add(node, tag, attributes));
    return node;
  };
  const line = (look) => ["path", { class: look, d: "M1 8h32" }];
  const keys = [
    el("span", {}, swatch(line("cnx-mean cnx-plain"), ["rect", { class: "cnx-dot cnx-plain", x: 13.5, y: 4.5, width: 7, height: 7 }]), "plain"),
    el("span", {}, swatch(line("cnx-mean"), ["circle", { class: "cnx-dot", cx: 17, cy: 8, r: 3.5 }]), "residual (ResNet)"),
    ...mine.map((run, i) => el("span", {}, swatch(line(`cnx-mine${run.skip === false ? " cnx-plain" : ""}`), ["path", { class: "cnx-mark", transform: "translate(17,8)", d: MARKS[i] }]), run.name)),
  ];
  const caption = el("caption", {});
  const heads = colours.map(([n, colour]) => el("th", { scope: "col", style: `--of:${colour}` }, `${n} layers`));
  const cells = {};
  const cell = (name, span) => (cells[name] = el("td", { "data-role": `cell-${name}`, ...(span ? { colspan: span } : {}) }));
  const row = (head, ...data) => el("tr", {}, el("th", { scope: "row" }, head), ...data);
  const rows = [false, true].map((skip) => row(skip ? "residual" : "plain", ...depths.map((n) => cell(netName(n, skip)))));
  mine.forEach((run, i) => {
    const column = depths.indexOf(run.depth);
    rows.push(row(run.name, ...(column < 0 ? [cell(`mine-${i}`, depths.length)] : depths.map((n, j) => (j === column ? cell(`mine-${i}`) : el("td"))))));
  });
  const table = el("table", { "data-role": "numbers", style: `max-width:${140 + 131 * depths.length}px` }, caption, el("thead", {}, el("tr", {}, el("td"), ...heads)), el("tbody", {}, ...rows));
  const words = el("div", { class: "cnx-line", "data-role": "words", "aria-live": "polite" });
  const label = el("div", { class: "cnx-label", "data-role": "label" }, `In colour: runs ${whose}.${mine.length ? " Without colour: yours." : ""}`);

  function draw(curves, ends) {
    const all = groups.map((group) => ({ ...group, text: said(numbersOf(curvesOf(group), state.epoch)) }));
    all.forEach(({ name, depth: n, text }) => {
      setText(cells[name], text);
      cells[name].classList.toggle("chosen", n === state.depth);
    });
    heads.forEach((head, i) => head.classList.toggle("chosen", depths[i] === state.depth));
    const told = state.depth === "all" ? [depths[0], depths.at(-1)] : [state.depth];
    const parts = [false, true].flatMap((skip) => (shows(skip) ? all.filter((g) => g.skip === skip && told.includes(g.depth)) : []));
    const sentence = parts.map(({ name, text }) => `${name} ${text}`);
    mine.forEach((run, i) => {
      const text = said(numbersOf([run[state.measure] ?? []], state.epoch));
      setText(cells[`mine-${i}`], run.depth && !depths.includes(run.depth) ? `${run.depth} layers: ${text}` : text);
      sentence.push(`${run.name} ${text}`);
    });
    setText(words, `epoch ${state.epoch}: ${sentence.join(", ")}`);
    const which = state.seed === "all" ? (seeds.length > 1 ? `mean of ${seeds.length} seeds (smallest to largest)` : "one seed") : `seed ${state.seed}`;
    setText(caption, `${MEASURES[state.measure]} at epoch ${state.epoch}: ${which}`);
    curves.say(`${MEASURES[state.measure]} by epoch`, `${MEASURES[state.measure]} by epoch, ${last} epochs. ${words.textContent}.`);
    const final = all.filter((g) => shows(g.skip)).map((g) => [g.name, curvesOf(g).map((curve) => curve.slice(-1))]);
    const finals = final.map(([name, curve]) => `${name} ${said(numbersOf(curve, 1))}`);
    ends.say(`${MEASURES[state.measure]} at the end, by depth`, `${MEASURES[state.measure]} at the end, by depth: ${finals.join(", ")}.`);
  }

  return { keys, rows, label, words, table, draw };
}
