// ReceptiveFieldExplorer: layers on sliders, one unit's theoretical box (computed here) and its measured gradient (sent by the kernel).
//
// Hooks besides kit's: slider-count | -kernel_size | -stride | -padding | -dilation | -row | -col, select-kind | -weights | -layer,
// toggle-effective, button-reset, choose-N (the radio of layer N), size-N | jump-N | start-N | map-N (table cells; N counts from 0, "input" for the
// picture), rule, refusal, box-line, measured-line, torch-line; picture (data-rows, data-cols: the box; data-measured: "true" once the
// kernel's answer is to the shown setting), map-grid, unit-cell (data-row, data-col), holes and unread (hatched; data-rows, data-cols).
import { button, select, slider, toggle } from "./controls.js";
import { KINDS, boxOf, centreOf, fieldsOf, gaps, nearestUnit, pixelsRead, stackLine, stackRefusal } from "./field_arithmetic.js";
import { fieldMap } from "./field_map.js";
import { fieldPicture } from "./field_picture.js";
import { MOST, modelTable, stackTable } from "./field_table.js";
import { ruleBox, saidMeasure, saidStarts, saidUnit } from "./field_words.js";
import { bond, el, root, setText } from "./kit.js";
import { refused, saying } from "./saying.js";

const NAMES = ["layers", "unit", "chosen", "layer", "weights", "effective", "seed", "limits", "_measured"];
let count = 0;

function build(model, host) {
  const link = bond(model, NAMES, () => draw());
  const { state } = link;
  const id = `cnx-rf-${(count += 1)}`;
  const size = model.get("_size");
  const rows = model.get("_table");
  const isModel = rows.length > 0;
  let good = null; // the last possible setting: {fields | row, axes, map, unit, layers}
  let wanted = null; // the unit to keep while the layers change: a smaller map shows its last one instead: {of, at}
  let spare = []; // layers taken away, for when they come back

  // -- settings
  const settingKey = () => JSON.stringify([state.layers, state.unit]);
  const key = () =>
    [
      state.layers.map((l) => [l.kind, l.kernel_size, l.stride, l.padding, l.dilation].join(",")).join(";"), state.unit.join(","), state.layer,
      state.weights, Number(state.effective), state.seed,
    ].join("|");

  function restack(layers, more = {}) {
    const changes = { layers, ...more };
    if (wanted?.of !== settingKey()) wanted = { at: state.unit };
    if (!stackRefusal(layers, size)) {
      const { map } = fieldsOf(layers, size).at(-1);
      changes.unit = wanted.at.map((u, a) => Math.min(u, map[a] - 1));
    }
    wanted.of = JSON.stringify([layers, changes.unit ?? state.unit]);
    link.change(changes);
  }

  const edit = (name) => (value) => {
    const changed = { ...state.layers[state.chosen], [name]: value };
    if (changed.kind === "pool") changed.dilation = 1;
    restack(state.layers.map((layer, i) => (i === state.chosen ? changed : layer)));
  };
  const resize = (n) => {
    const layers = state.layers.slice(0, n);
    spare = [...state.layers.slice(n), ...spare].slice(0, MOST);
    while (layers.length < n) layers.push(spare.shift() ?? { kind: "conv", kernel_size: 3, stride: 1, padding: 1, dilation: 1 });
    restack(layers, { chosen: n > state.layers.length ? n - 1 : Math.min(state.chosen, n - 1) });
  };
  function choose(unit) {
    if (!good) return;
    link.change({ unit: unit.map((u, a) => Math.min(Math.max(u, 0), good.map[a] - 1)) });
  }
  const move = (down, right) => choose([state.unit[0] + down, state.unit[1] + right]);

  function goBack() {
    [wanted, spare] = [null, []];
    link.change(model.get("_start"));
  }

  // -- controls
  const reset = button("reset", "Reset", goBack, { title: "back to the first setting" });
  const amount = slider("count", "layers", resize);
  const kind = select("kind", "kind", Object.entries(KINDS), (value) => edit("kind")(value));
  const sliders = Object.fromEntries(
    ["kernel_size", "stride", "padding", "dilation"].map((name) => [name, slider(name, name.replace("_", " "), edit(name))]),
  );
  const whose = el("div", { class: "cnx-title" });
  function lookAt(layer) {
    const old = axesOf(rows.find((row) => row.name === state.layer));
    const now = rows.find((row) => row.name === layer);
    const unit = axesOf(now).map((axis, a) => nearestUnit(axis, now.map[a], centreOf(old[a], state.unit[a])));
    link.change({ layer, unit });
  }
  const pickLayer = select("layer", "layer", rows.map(({ name, kind }) => [name, name === kind ? name : `${name} (${kind})`]), lookAt);
  const [unitRow, unitCol] = ["row", "col"].map((name, a) =>
    slider(name, name === "row" ? "unit's row" : "unit's column", (value) => choose(state.unit.map((u, b) => (a === b ? value : u)))),
  );
  const kinds = isModel
    ? [["own", "the model's own"], ["positive", "positive"]]
    : [["constant", "all equal"], ["random", "random"]];
  const weights = select("weights", "weights", kinds, (value) => link.change({ weights: value }));
  const effective = toggle("effective", isModel ? "effective field: mean over 8 random images" : "effective field: mean over 24 random weights", (value) =>
    link.change({ effective: value }),
  );

  // -- table, picture and map
  const table = isModel ? modelTable(rows, lookAt) : stackTable(id, (i) => link.change({ chosen: i }));
  const view = fieldPicture({
    id, size, move, drawn: model.get("_picture"),
    pick: (pixel) => good && choose(pixel.map((centre, a) => nearestUnit(good.axes[a], good.map[a], centre))),
  });
  const grid = fieldMap({ move, pick: choose });

  // -- texts
  const { node: rule, update: drawRule } = ruleBox();
  const words = saying();
  const boxLine = el("div", { class: "cnx-line", "data-role": "box-line" });
  const measuredLine = el("div", { class: "cnx-line", "data-role": "measured-line" });
  const row = (...nodes) => el("div", { class: "cnx-row" }, ...nodes);
  const side = (...nodes) => el("div", { class: "cnx-side" }, ...nodes);
  const layers = (...nodes) => el("div", { class: "cnx-layers" }, ...nodes);
  const measuring = [weights.node, effective.node];
  const howMany = el("div", { class: "cnx-row cnx-count" }, amount.node, reset);
  const own = [whose, kind.node, ...Object.values(sliders).map((s) => s.node)];
  const top = isModel
    ? [row(layers(table.node), side(pickLayer.node, ...measuring, reset))]
    : [row(layers(howMany, table.node, rule), side(...own)), words.node];
  const units = [unitRow.node, unitCol.node, ...(isModel ? [] : measuring)];
  const beside = el("div", { class: "cnx-beside" }, el("div", { class: "cnx-row" }, grid.node, view.legend), ...units, boxLine, measuredLine);
  const node = root("receptive-field", ...top, el("div", { class: "cnx-row cnx-pictures" }, view.node, beside));
  host.append(node);

  // -- drawing
  function axesOf(row) {
    return [0, 1].map((a) => ({ size: row.size[a], jump: row.jump[a], start: row.start[a] }));
  }

  function compute() {
    if (isModel) {
      const row = rows.find(({ name }) => name === state.layer);
      good = { axes: axesOf(row), map: row.map, unit: state.unit, layers: [], row };
      return "";
    }
    const why = stackRefusal(state.layers, size);
    if (!why) {
      const fields = fieldsOf(state.layers, size);
      const end = fields.at(-1);
      good = { fields, axes: [end, end], map: end.map, layers: state.layers, unit: state.unit.map((u, a) => Math.min(u, end.map[a] - 1)) };
    }
    return why;
  }

  function draw() {
    const why = compute();
    words.update(node, refused(why), isModel ? "" : stackLine(state.layers), []);
    if (isModel) {
      pickLayer.update(state.layer);
      table.update(state.layer);
    } else drawStack();
    weights.update(state.weights);
    effective.update(state.effective);
    weights.node.querySelector("select").disabled = state.effective;
    if (good) drawUnit(why);
  }

  function drawStack() {
    const { layers, chosen } = state;
    const fields = fieldsOf(layers, size);
    amount.update(layers.length, [1, MOST]);
    const layer = layers[Math.min(chosen, layers.length - 1)];
    setText(whose, `sliders of layer ${chosen + 1}`);
    kind.update(layer.kind);
    for (const [name, control] of Object.entries(sliders)) {
      const fixed = name === "dilation" && layer.kind === "pool"; // torch's average pooling has none
      control.update(layer[name], state.limits[name], !fixed);
    }
    table.update(layers, chosen, fields);
    drawRule(layer, ...fields.slice(Math.min(chosen, layers.length - 1)));
  }

  function drawUnit(why) {
    const { axes, map, unit, layers } = good;
    const [down, across] = axes.map((axis, a) => boxOf(axis, unit[a]));
    const inside = [down, across].map(([first, last], a) => [Math.max(first, 0), Math.min(last, size[a] - 1)]);
    const isEmpty = inside.some(([first, last]) => first > last);
    view.outline(down, across);

    // What is not read: known to the rule for a stack, told by the kernel for a model.
    const answer = state._measured?.of === key() && !why ? state._measured : null;
    if (good.fields) {
      const along = (units) => units.map((u, a) => pixelsRead(layers, good.fields.map((f) => f.map[a]), u));
      const mine = along(unit.map((u) => [u]));
      const all = along(map.map((n) => Array.from({ length: n }, (_, i) => i)));
      view.cross("holes", mine.map((read, a) => gaps(read, ...inside[a])), inside, isEmpty);
      view.cross("unread", all.map((read, a) => gaps(read, 0, size[a] - 1)), size.map((n) => [0, n - 1]));
    } else if (answer) view.crossRuns(answer.unread ?? []);
    view.paint(answer); // what the kernel measured
    grid.show(map, unit, answer?.map);
    unitRow.update(unit[0], [0, map[0] - 1], map[0] > 1);
    unitCol.update(unit[1], [0, map[1] - 1], map[1] > 1);

    // Words
    const theory = saidUnit(unit, axes, [down, across]);
    setText(boxLine, `${theory}: ${saidStarts(unit, axes, [down, across])}.`);
    setText(measuredLine, why ? "" : saidMeasure(answer, axes, inside, isEmpty));
    view.say(`picture ${size[0]} × ${size[1]}`, `${theory}. ${measuredLine.textContent}`);
    grid.say(isModel ? `units of the layer: ${map[0]} × ${map[1]}` : `last map: ${map[0]} × ${map[1]} units`, `Map of ${map[0]} × ${map[1]} units; unit [${unit.join(", ")}] is chosen.`);
  }

  draw();
  return () => {
    link.end();
    node.remove();
  };
}

export default { render: ({ model, el: host }) => build(model, host) };