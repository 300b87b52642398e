// ReceptiveFieldExplorer: layers on sliders, one unit's theoretical box (computed here) and its measured gradient (sent by the kernel).
//
// Hooks besides kit's: slider-count | -kernel_size | -stride | -padding | -dilation | -row | -col, select-kind | -weights | -layer,
// toggle-effective, choose-N (the radio of layer N), size-N | jump-N | start-N | map-N (table cells; N counts from 0, "input" for the
// picture), rule, refusal, box-line, measured-line, torch-line; picture (data-rows, data-cols: the box; data-measured: "true" once the
// kernel's answer is to the shown setting), map-grid, unit-cell (data-row, data-col), holes and unread (hatched; data-rows, data-cols).
import {
  KINDS, boxOf, centreOf, fieldsOf, gaps, nearestUnit, pixelsRead, ruleLines, saidBox, stackLine, stackRefusal,
} from "./field_arithmetic.js";
import { plain } from "./arithmetic.js";
import { bond, copyButton, el, picture, refused, root, select, setAttribute, setText, slider, svg, toggle } from "./kit.js";

const NAMES = ["layers", "unit", "chosen", "layer", "weights", "effective", "seed", "limits", "_measured"];
const SIDE = 320; // pixels of the screen along the picture's longer side
const EDGE = 44; // room around it for what lies in the padding
const MAP = 176;
const MOST = 5;
let count = 0;

function build(model, host) {
  const link = bond(model, NAMES, () => draw());
  const { state } = link;
  const id = `cnx-rf-${(count += 1)}`;
  const size = model.get("_size");
  const rows = model.get("_table");
  const isModel = rows.length > 0;
  const scale = SIDE / Math.max(...size);
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

  // -- controls
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

  // -- the table of layers
  const heads = isModel ? ["layer", "output", "size", "jump", "start"] : ["layer", "kernel", "stride", "padding", "dilation", "size", "jump", "start", "map"];
  const body = el("tbody");
  const table = el("table", { class: "cnx-table", "aria-label": "the layers and what their units see" }, el("thead", {}, el("tr", {}, ...heads.map((h) => el("th", { scope: "col" }, h)))), body);
  const scroll = el("div", { class: isModel ? "cnx-scroll cnx-many" : "cnx-scroll", ...(isModel ? { tabindex: 0, role: "group", "aria-label": "the model's layers" } : {}) }, table);
  const lines = [];
  function tableRow(name, columns, first) {
    const cells = Object.fromEntries(columns.map((column) => [column, el("td", { "data-role": `${column}-${name}` })]));
    const line = { node: el("tr", {}, el("th", { scope: "row" }, first), ...Object.values(cells)), cells };
    body.append(line.node);
    return line;
  }
  if (isModel) {
    for (const row of rows) {
      const line = tableRow(row.name, ["output", "size", "jump", "start"], row.name === row.kind ? row.name : `${row.name} ${row.kind}`);
      setText(line.cells.output, row.output);
      for (const name of ["size", "jump", "start"]) setText(line.cells[name], both(row[name]));
      line.node.addEventListener("click", () => lookAt(row.name));
      lines.push(line);
    }
  } else {
    const columns = ["kernel_size", "stride", "padding", "dilation", "size", "jump", "start", "map"];
    lines.push(tableRow("input", columns, el("span", { class: "cnx-pick" }, "the picture")));
    for (let i = 0; i < MOST; i++) {
      const radio = el("input", { type: "radio", name: id, "data-role": `choose-${i}`, "aria-label": `layer ${i + 1}`, onchange: () => link.change({ chosen: i }) });
      const words = el("span", {});
      const line = tableRow(i, columns, el("label", { class: "cnx-pick" }, radio, words));
      line.node.addEventListener("click", (event) => {
        if (event.target.tagName === "TD") link.change({ chosen: i });
      });
      lines.push({ ...line, radio, words });
    }
  }

  // -- texts
  const rule = el("div", { class: "cnx-rule", "data-role": "rule" });
  const two = [el("div"), el("div")];
  const says = ["size + dilation·(kernel − 1)·jump", "jump·stride", "start − padding·jump", ""].map((words, i) => {
    const work = el("span");
    two[i >> 1].append(el("div", {}, work, el("span", { class: "cnx-faint" }, words)));
    return work;
  });
  rule.append(...two);
  const refusal = el("div", { class: "cnx-refusal", "data-role": "refusal", role: "status" });
  const boxLine = el("div", { class: "cnx-line", "data-role": "box-line" });
  const measuredLine = el("div", { class: "cnx-line", "data-role": "measured-line" });
  const torch = el("code", { "data-role": "torch-line" });

  // -- the picture
  const [high, wide] = size.map((n) => n * scale);
  const view = picture("picture", "Picture: arrow keys move the unit", wide + 2 * EDGE, high + 2 * EDGE, { move });
  const space = svg("g", { transform: `translate(${EDGE},${EDGE})` });
  const full = { width: wide, height: high };
  const hatch = (name, d, colours) => {
    const pattern = svg("pattern", { id: `${id}-${name}`, width: 6, height: 6, patternUnits: "userSpaceOnUse" });
    colours.forEach(([stroke, width]) => pattern.append(svg("path", { d, stroke, "stroke-width": width, fill: "none" })));
    return pattern;
  };
  const slant = "M-1 7L7 -1M-1 1L1 -1M5 7L7 5";
  const defs = svg("defs");
  const clip = svg("clipPath", { id: `${id}-clip` });
  clip.append(svg("rect", { x: -1, y: -1, width: wide + 2, height: high + 2 }));
  defs.append(
    hatch("holes", slant, [["#fff", 2.4], ["#111", 0.9]]),
    hatch("unread", `${slant}M-1 -1L7 7M-1 5L1 7M5 -1L7 1`, [["#fff", 2.2], ["#0b3c6f", 1.3]]),
    clip,
  );
  const still = svg("g");
  still.append(svg("rect", { ...full, class: "cnx-plain" }));
  const drawn = model.get("_picture");
  const image = (attributes) => svg("image", { ...full, preserveAspectRatio: "none", style: "image-rendering:pixelated", ...attributes });
  if (drawn) still.append(image({ href: drawn }));
  else {
    const step = (n) => Array.from({ length: Math.ceil(n / 8) - 1 }, (_, i) => (i + 1) * 8 * scale);
    still.append(svg("path", { class: "cnx-ruling", d: [...step(size[1]).map((x) => `M${x} 0V${high}`), ...step(size[0]).map((y) => `M0 ${y}H${wide}`)].join("") }));
  }
  const overlay = image({ "data-role": "gradient", class: "cnx-overlay" });
  const holes = svg("path", { "data-role": "holes", fill: `url(#${id}-holes)` });
  const unread = svg("path", { "data-role": "unread", fill: `url(#${id}-unread)` });
  const outline = svg("g");
  const box = ["cnx-halo", "cnx-outside", "cnx-inside"].map((name) => {
    const rect = svg("rect", { class: `cnx-box ${name}` });
    outline.append(rect);
    return rect;
  });
  for (const rect of [box[0], box[2]]) rect.setAttribute("clip-path", `url(#${id}-clip)`);
  space.append(still, overlay, holes, unread, svg("rect", { ...full, class: "cnx-frame" }), outline);
  view.image.append(defs, space);
  const placed = (event, node, unit) => {
    const at = node.getBoundingClientRect();
    return [(event.clientY - at.top) / unit, (event.clientX - at.left) / unit];
  };
  view.image.addEventListener("click", (event) => {
    if (!good) return;
    const [y, x] = placed(event, view.image, 1).map((p) => Math.floor((p - EDGE) / scale));
    choose([y, x].map((centre, a) => nearestUnit(good.axes[a], good.map[a], centre)));
  });

  // -- the map
  const grid = picture("map-grid", "Map: arrow keys move the unit", MAP, MAP, { move });
  const ground = svg("rect", { class: "cnx-plain" });
  const mapImage = svg("image", { preserveAspectRatio: "none", style: "image-rendering:pixelated", class: "cnx-overlay" });
  const ruling = svg("path", { class: "cnx-ruling" });
  const cell = svg("rect", { class: "cnx-unit", "data-role": "unit-cell" });
  const cellHalo = svg("rect", { class: "cnx-unit cnx-halo" });
  grid.image.append(ground, mapImage, ruling, cellHalo, cell);
  let held = false;
  const pick = (event) => good && choose(placed(event, grid.image, MAP / Math.max(...good.map)).map(Math.floor));
  grid.image.addEventListener("pointerdown", (event) => {
    held = true;
    grid.image.setPointerCapture(event.pointerId);
    pick(event);
  });
  grid.image.addEventListener("pointermove", (event) => held && pick(event));
  ["pointerup", "pointercancel"].forEach((name) => grid.image.addEventListener(name, () => (held = false)));

  // -- the legend
  const legend = Object.fromEntries(
    [
      ["box", "box by the rule; dashed: in the padding"],
      ["gradient", "gradient ≠ 0; the stronger, the deeper"],
      ["holes", "in the box, not read by this unit"],
      ["unread", "read by no unit of this map"],
    ].map(([name, words]) => {
      const swatch = svg("svg", { width: 22, height: 14, "aria-hidden": "true" });
      if (name === "box") swatch.append(svg("rect", { x: 2, y: 2, width: 18, height: 10, class: "cnx-box cnx-inside" }));
      else {
        swatch.append(svg("rect", { width: 22, height: 14, class: "cnx-plain" }));
        swatch.append(svg("rect", { width: 22, height: 14, ...(name === "gradient" ? { fill: "#d55e00", "fill-opacity": 0.7 } : { fill: `url(#${id}-${name})` }) }));
      }
      return [name, el("div", { class: "cnx-key" }, swatch, el("span", {}, words))];
    }),
  );

  const node = root(
    "receptive-field",
    el(
      "div",
      { class: "cnx-row" },
      el("div", { class: "cnx-layers" }, ...(isModel ? [] : [amount.node]), scroll),
      el("div", { class: "cnx-side" }, ...(isModel ? [pickLayer.node, weights.node, effective.node] : [whose, kind.node, ...Object.values(sliders).map((s) => s.node)])),
    ),
    ...(isModel ? [] : [rule]),
    refusal,
    el(
      "div",
      { class: "cnx-row", style: "margin:0" },
      view.node,
      el("div", { class: "cnx-side" }, grid.node, unitRow.node, unitCol.node, ...(isModel ? [] : [weights.node, effective.node]), el("div", { class: "cnx-legend" }, ...Object.values(legend))),
    ),
    boxLine,
    measuredLine,
    ...(isModel ? [] : [el("div", { class: "cnx-row cnx-torch" }, copyButton(() => torch.textContent), torch)]),
  );
  host.append(node);

  // -- drawing
  function both(pair) {
    return pair[0] === pair[1] ? plain(pair[0]) : pair.map(plain).join(" and ");
  }
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
    setAttribute(node, "data-refused", why !== "");
    node.classList.toggle("cnx-refused", why !== "");
    refusal.classList.toggle("on", why !== "");
    setText(refusal, refused(why));
    if (isModel) drawChoice();
    else drawStack(why);
    if (good) drawUnit(why);
  }

  function drawChoice() {
    pickLayer.update(state.layer);
    rows.forEach(({ name }, i) => {
      const line = lines[i].node;
      line.classList.toggle("on", name === state.layer);
      if (name !== state.layer) return;
      const [top, end] = [line.offsetTop - 24, line.offsetTop + line.offsetHeight]; // below the heading, which stays in place
      if (top < scroll.scrollTop || end > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = top - 60;
    });
    weights.update(state.weights);
    effective.update(state.effective);
    weights.node.querySelector("select").disabled = state.effective;
  }

  function drawStack(why) {
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
    lines.forEach((line, i) => {
      const here = layers[i - 1];
      line.node.classList.toggle("off", i > layers.length);
      line.node.classList.toggle("on", i === chosen + 1);
      if (i > layers.length) return;
      const { map } = fields[i];
      for (const name of ["size", "jump", "start"]) setText(line.cells[name], Math.min(...map) < 1 ? "–" : plain(fields[i][name]));
      setText(line.cells.map, Math.min(...map) < 1 ? "none" : `${map[0]}×${map[1]}`);
      if (!here) return;
      for (const name of ["kernel_size", "stride", "padding"]) setText(line.cells[name], String(here[name]));
      setText(line.cells.dilation, here.kind === "pool" ? "" : String(here.dilation));
      line.radio.checked = i === chosen + 1;
      setText(line.words, `${i} ${here.kind === "pool" ? "avg. pooling" : "convolution"}`);
    });
    const [below, own] = [0, 1].map((up) => fields[Math.min(chosen, layers.length - 1) + up]);
    const work = Math.min(...below.map) < 1 ? ["", "", "", ""] : ruleLines(layer, below);
    if (Math.min(...own.map) < 1) work[3] = ""; // no map: the refusal says why
    says.forEach((span, i) => setText(span, work[i]));
    weights.update(state.weights);
    effective.update(state.effective);
    weights.node.querySelector("select").disabled = state.effective;
    if (!why) setText(torch, stackLine(layers));
  }

  function drawUnit(why) {
    const { axes, map, unit, layers } = good;
    const [down, across] = axes.map((axis, a) => boxOf(axis, unit[a]));
    const inside = [down, across].map(([first, last], a) => [Math.max(first, 0), Math.min(last, size[a] - 1)]);
    const isEmpty = inside.some(([first, last]) => first > last);
    setAttribute(view.box, "data-rows", down.join(","));
    setAttribute(view.box, "data-cols", across.join(","));
    for (const rect of box) {
      setAttribute(rect, "x", across[0] * scale);
      setAttribute(rect, "y", down[0] * scale);
      setAttribute(rect, "width", (across[1] - across[0] + 1) * scale);
      setAttribute(rect, "height", (down[1] - down[0] + 1) * scale);
    }

    // What is not read: known to the rule for a stack, told by the kernel for a model.
    const strip = (rows, cols) => `M${cols[0] * scale} ${rows[0] * scale}h${(cols[1] - cols[0] + 1) * scale}v${(rows[1] - rows[0] + 1) * scale}h${-(cols[1] - cols[0] + 1) * scale}z`;
    const crossed = (path, missing, [top, left]) => {
      const strips = [...missing[0].map((run) => strip(run, left)), ...missing[1].map((run) => strip(top, run))];
      setAttribute(path, "d", isEmpty && path === holes ? "" : strips.join(""));
      setAttribute(path, "data-rows", JSON.stringify(missing[0]));
      setAttribute(path, "data-cols", JSON.stringify(missing[1]));
    };
    const answer = state._measured?.of === key() && !why ? state._measured : null;
    if (good.fields) {
      const along = (units) => units.map((u, a) => pixelsRead(layers, good.fields.map((f) => f.map[a]), u));
      const mine = along(unit.map((u) => [u]));
      const all = along(map.map((n) => Array.from({ length: n }, (_, i) => i)));
      crossed(holes, mine.map((read, a) => gaps(read, ...inside[a])), inside);
      crossed(unread, all.map((read, a) => gaps(read, 0, size[a] - 1)), size.map((n) => [0, n - 1]));
    } else if (answer) {
      setAttribute(unread, "d", (answer.unread ?? []).map(([row, col, n]) => strip([row, row], [col, col + n - 1])).join(""));
    }
    for (const [name, path] of [["holes", holes], ["unread", unread]]) legend[name].classList.toggle("off", !path.getAttribute("d"));

    // What the kernel measured; an answer to another setting fades.
    overlay.classList.toggle("stale", !answer?.gradient);
    mapImage.classList.toggle("stale", !answer?.map);
    if (answer?.gradient) setAttribute(overlay, "href", answer.gradient);
    if (answer?.map) setAttribute(mapImage, "href", answer.map);
    setAttribute(view.box, "data-measured", answer !== null);

    // The map and its unit
    const step = MAP / Math.max(...map);
    const shown = { width: map[1] * step, height: map[0] * step };
    for (const node of [ground, mapImage]) for (const [name, value] of Object.entries(shown)) setAttribute(node, name, value);
    grid.resize(MAP, MAP);
    const rule = step < 8 ? "" : [...Array(map[1] + 1).keys()].map((i) => `M${i * step} 0V${shown.height}`).concat([...Array(map[0] + 1).keys()].map((i) => `M0 ${i * step}H${shown.width}`)).join("");
    setAttribute(ruling, "d", rule);
    for (const rect of [cell, cellHalo]) {
      const least = Math.max(step, 6);
      setAttribute(rect, "x", Math.min(Math.max(unit[1] * step + (step - least) / 2, 1), Math.max(shown.width - least - 1, 1)));
      setAttribute(rect, "y", Math.min(Math.max(unit[0] * step + (step - least) / 2, 1), Math.max(shown.height - least - 1, 1)));
      setAttribute(rect, "width", least);
      setAttribute(rect, "height", least);
    }
    setAttribute(cell, "data-row", unit[0]);
    setAttribute(cell, "data-col", unit[1]);
    unitRow.update(unit[0], [0, map[0] - 1], map[0] > 1);
    unitCol.update(unit[1], [0, map[1] - 1], map[1] > 1);

    // Words
    const [field, other] = axes;
    const same = field.size === other.size && field.jump === other.jump && field.start === other.start;
    const first = (axis, u, [low]) => {
      const work = `${plain(axis.start)} + ${u}·${plain(axis.jump)}`;
      return `${axis.start + u * axis.jump === low ? work : `⌊${work}⌋`} = ${plain(low)}`;
    };
    const starts = `first row ${first(field, unit[0], down)}${same && unit[0] === unit[1] ? "" : `, first column ${first(other, unit[1], across)}`}`;
    const about = axes.every(({ jump }) => Number.isInteger(jump)) ? "" : "about "; // after upsampling the units move unevenly
    const theory = `Unit [${unit.join(", ")}] sees ${about}${saidBox(down, across)} by the rule`;
    setText(boxLine, `${theory}: ${starts}.`);
    setText(measuredLine, saidMeasure(answer, inside, isEmpty, why));
    view.say(`picture ${size[0]} × ${size[1]}`, `${theory}. ${measuredLine.textContent}`);
    grid.say(isModel ? `units of the layer: ${map[0]} × ${map[1]}` : `last map: ${map[0]} × ${map[1]} units`, `Map of ${map[0]} × ${map[1]} units; unit [${unit.join(", ")}] is chosen.`);
  }

  function saidMeasure(answer, inside, isEmpty, why) {
    if (why) return "";
    if (!answer) return "Measured: not yet; the gradient is computed by the kernel.";
    if (answer.why) return `Not measured: ${answer.why}`;
    if (!answer.pixels) return isEmpty ? "Measured: the gradient is 0 at every pixel: the unit sees padding only." : "Measured: the gradient is 0 at every pixel.";
    const same = JSON.stringify(answer.box) === JSON.stringify(inside);
    const isWithin = answer.box.every(([first, last], a) => first >= inside[a][0] && last <= inside[a][1]);
    const isCut = inside.some(([first, last], a) => last - first + 1 < good.axes[a].size);
    const verdict = same ? `the same box${isCut ? ", cut at the edge of the picture" : ""}` : isWithin ? "a smaller box" : "not within the box, since units move unevenly after upsampling";
    return `Measured: gradient ≠ 0 at ${answer.pixels} pixels in ${saidBox(...answer.box)}: ${verdict}.`;
  }

  draw();
  if (isModel) requestAnimationFrame(drawChoice); // scroll to the row once it has a place
  return () => {
    link.end();
    node.remove();
  };
}

export default { render: ({ model, el: host }) => build(model, host) };
