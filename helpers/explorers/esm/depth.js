// DepthExplorer: recorded error curves by depth, shortcut and seed, and the error at the end by depth; the learner's own runs in black.
//
// Beside kit.js's roles: curves, ends (the two pictures), run (a path; data-net, data-seed), band, mean (data-net), now (data-epoch),
// at (the chosen depth: data-depth), end (a dot: data-net, data-seed, data-value), mine-curve, mine-end (data-name, data-value),
// numbers (the table; its cells: cell-NET, cell-mine-INDEX), words, label, recorded
import { select, slider } from "./controls.js";
import { bond, el, rebuilt, root, setAttribute, setText, svg } from "./kit.js";
import { picture } from "./pictures.js";

// ---- arithmetic ----

export const MEASURES = { train_error: "training error", test_error: "test error" };
export const netName = (depth, skip) => `${skip ? "ResNet" : "plain"}-${depth}`;

// A share in percent: one decimal below 10, none above; halves go up.
export function percent(error) {
  const scale = 100 * error < 9.95 ? 10 : 1;
  return String(Math.floor(100 * error * scale + 0.5 + 1e-9) / scale);
}

export function numbersOf(curves, epoch) {
  const errors = curves.map((curve) => curve[epoch - 1]).filter((error) => error !== undefined);
  if (!errors.length) return null;
  return { mean: errors.reduce((sum, e) => sum + e, 0) / errors.length, low: Math.min(...errors), high: Math.max(...errors), count: errors.length };
}

export function said(numbers) {
  if (!numbers) return "–";
  const spread = numbers.count > 1 ? ` (${percent(numbers.low)} to ${percent(numbers.high)})` : "";
  return `${percent(numbers.mean)} %${spread}`;
}

// The largest error in steps of 10 %, and the distance of the lines across.
export function errorAxis(errors) {
  const top = Math.max(0.1, Math.ceil(10 * Math.max(...errors)) / 10);
  const step = [0.02, 0.05, 0.1, 0.2].find((s) => top / s < 5.5);
  return { top, lines: Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, i) => i * step) };
}

// ---- the page ----

const NAMES = ["depth", "nets", "seed", "measure", "spread", "epoch"];
const HIGH = 262;
const EDGE = { left: 46, right: 14, top: 12, bottom: 38 };
const WIDE = { curves: 444, ends: 288 };
const MARKS = ["M0-7L2-2L7-2L3 1.5L4.5 7L0 3.5L-4.5 7L-3 1.5L-7-2L-2-2z", "M0-6.5L5.5 0L0 6.5L-5.5 0z", "M0-6L6 5L-6 5z", "M-5-5h10v10h-10z"];

function build(model, host) {
  const link = bond(model, NAMES, () => draw());
  const { state } = link;
  const [runs, mine, colours] = ["_runs", "_mine", "_depths"].map((name) => model.get(name));
  const depths = colours.map(([depth]) => depth);
  const seeds = [...new Set(runs.map((run) => run.seed))].sort((a, b) => a - b);
  const measures = Object.keys(MEASURES).filter((name) => runs.every((run) => run[name]));
  const last = Math.max(...[...runs, ...mine].flatMap((run) => measures.map((name) => (run[name] ?? []).length)));
  const groups = colours.flatMap(([depth, colour]) => [false, true].map((skip) => ({ depth, skip, colour, name: netName(depth, skip) })));
  const shows = (skip) => state.nets === "both" || (state.nets === "residual") === skip;
  const ofGroup = ({ depth, skip }) => runs.filter((run) => run.depth === depth && run.skip === skip);
  const curvesOf = (group) => ofGroup(group).filter((run) => state.seed === "all" || run.seed === state.seed).map((run) => run[state.measure]);

  // -- controls
  const steps = ["all", ...depths];
  const choose = (i) => link.change({ depth: steps[Math.min(Math.max(i, 0), depths.length)] });
  const goTo = (epoch) => link.change({ epoch: Math.min(Math.max(epoch, 1), last) });
  const depth = slider("depth", "depth", choose, (i) => String(steps[i]));
  const nets = select("nets", "nets", [["both", "plain and residual"], ["plain", "plain"], ["residual", "residual"]], (value) => link.change({ nets: value }));
  const seed = select("seed", "seed", [["all", "all"], ...seeds.map((n) => [String(n), String(n)])], (value) =>
    link.change({ seed: value === "all" ? value : Number(value) }),
  );
  const measure = select("measure", "error", measures.map((name) => [name, MEASURES[name]]), (value) => link.change({ measure: value }));
  const spread = select("spread", "seeds as", [["lines", "a line each"], ["band", "mean and band"]], (value) => link.change({ spread: value }));
  const epoch = slider("epoch", "epoch", goTo);

  // -- two pictures
  const curves = picture("curves", "Error by epoch: arrow keys, Home and End choose an epoch", WIDE.curves, HIGH, { move: (down, right) => right && goTo(state.epoch + right) });
  const ends = picture("ends", "Error at the end by depth: arrow keys, Home and End choose a depth", WIDE.ends, HIGH, {
    move: (down, right) => right && choose(steps.indexOf(state.depth) + right),
  });
  const jumps = (view, home, end) =>
    view.box.addEventListener("keydown", (event) => {
      const jump = { Home: home, End: end }[event.key];
      if (!jump) return;
      jump();
      event.preventDefault();
    });
  jumps(curves, () => goTo(1), () => goTo(last));
  jumps(ends, () => choose(0), () => choose(depths.length));
  const known = [...depths, ...mine.filter((run) => run.depth).map((run) => run.depth)];
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const aside = mine.some((run) => !run.depth) ? 46 : 0; // a place of its own for a run whose depth is not known
  const between = (share, wide) => EDGE.left + share * (wide - EDGE.left - EDGE.right);
  const atEpoch = (n) => between(last === 1 ? 0.5 : (n - 1) / (last - 1), WIDE.curves);
  const atDepth = (n) => (n ? between(most === least ? 0.5 : 0.06 + (0.88 * (n - least)) / (most - least), WIDE.ends - aside) : WIDE.ends - EDGE.right - 18);
  let axis = errorAxis([1]);
  const atError = (error) => EDGE.top + (1 - error / axis.top) * (HIGH - EDGE.top - EDGE.bottom);
  const add = (parent, tag, attributes) => parent.appendChild(svg(tag, attributes));
  const layer = (view) => add(view.image, "g", {});
  const grounds = [curves, ends].map(layer);
  const at = add(ends.image, "rect", { class: "cnx-at", "data-role": "at", y: EDGE.top, width: 26, height: HIGH - EDGE.top - EDGE.bottom });
  for (const group of groups) {
    const look = { "data-net": group.name, style: `--of:${group.colour}` };
    const plain = group.skip ? "" : " cnx-plain";
    group.band = add(curves.image, "path", { class: "cnx-band", "data-role": "band", ...look });
    group.mean = add(curves.image, "path", { class: `cnx-mean${plain}`, "data-role": "mean", ...look });
    group.lines = ofGroup(group).map((run) => [run, add(curves.image, "path", { class: `cnx-run${plain}`, "data-role": "run", "data-seed": run.seed, ...look })]);
  }
  const trends = [false, true].map((skip) => add(ends.image, "path", { class: `cnx-frame-line${skip ? "" : " cnx-plain"}` }));
  for (const group of groups) {
    const look = { "data-net": group.name, style: `--of:${group.colour}` };
    group.span = add(ends.image, "path", { class: "cnx-span", ...look });
    group.dots = ofGroup(group).map((run) => [
      run,
      add(ends.image, group.skip ? "circle" : "rect", { class: `cnx-dot${group.skip ? "" : " cnx-plain"}`, "data-role": "end", "data-seed": run.seed, ...look }),
    ]);
  }
  const now = add(curves.image, "path", { class: "cnx-now", "data-role": "now" });
  const own = mine.map((run, i) => ({
    run,
    curve: add(curves.image, "path", { class: `cnx-mine${run.skip === false ? " cnx-plain" : ""}`, "data-role": "mine-curve", "data-name": run.name }),
    marks: Array.from({ length: last }, () => add(curves.image, "path", { class: "cnx-mark", d: MARKS[i] })),
    end: add(ends.image, "path", { class: "cnx-mark", "data-role": "mine-end", "data-name": run.name, d: MARKS[i] }),
  }));
  const pointed = (view, act) => {
    const point = (event) => act(event.clientX - view.image.getBoundingClientRect().left);
    view.image.addEventListener("pointerdown", point);
    view.image.addEventListener("pointermove", (event) => event.buttons && point(event));
  };
  const nearest = (place, x, values) => values.reduce((best, n) => (Math.abs(place(n) - x) < Math.abs(place(best) - x) ? n : best));
  pointed(curves, (x) => goTo(nearest(atEpoch, x, Array.from({ length: last }, (_, i) => i + 1))));
  pointed(ends, (x) => choose(steps.indexOf(nearest(atDepth, x, depths))));

  // -- legend, table, words
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
  const label = el("div", { class: "cnx-label", "data-role": "label" }, `In colour: runs ${model.get("_label")}.${mine.length ? " Without colour: yours." : ""}`);
  const node = root(
    "depth",
    el("div", { class: "cnx-controls" }, ...[depth, nets, measure, epoch, seed, spread].map((control) => control.node)),
    el("div", { class: "cnx-depth-row" }, curves.node, ends.node),
    el("div", { class: "cnx-legend3" }, ...keys),
    label,
    words,
    table,
  );
  host.append(node);

  // -- drawing
  const path = (points) => (points.length ? `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}` : "");
  const overEpochs = (errors) => errors.map((error, i) => [atEpoch(i + 1), atError(error)]);
  const visible = (part, on) => part.classList.toggle("off", !on);
  let axes = null; // the measure whose axes are drawn

  function drawAxes() {
    axes = state.measure;
    axis = errorAxis([...runs, ...mine].flatMap((run) => run[axes] ?? []));
    const every = Math.ceil(last / 14);
    const bottom = HIGH - EDGE.bottom;
    const ticks = [
      Array.from({ length: last }, (_, i) => i + 1).filter((n) => n === 1 || n % every === 0).map((n) => [atEpoch(n), n]),
      [...new Set(known)].map((n) => [atDepth(n), n]).concat(aside ? [[atDepth(null), "yours"]] : []),
    ];
    [curves, ends].forEach((view, i) => {
      const wide = Object.values(WIDE)[i];
      const ground = grounds[i];
      ground.replaceChildren();
      const write = (x, y, text, look = "") => (add(ground, "text", { x, y, class: look }).textContent = text);
      for (const error of axis.lines) {
        add(ground, "path", { class: "cnx-rule", d: `M${EDGE.left} ${atError(error)}H${wide - EDGE.right}` });
        write(EDGE.left - 6, atError(error), `${percent(error)} %`, "side");
      }
      add(ground, "path", { class: "cnx-frame-line", d: `M${EDGE.left} ${EDGE.top}V${bottom}H${wide - EDGE.right}` });
      ticks[i].forEach(([x, text]) => write(x, bottom + 12, text));
      write(between(0.5, wide), bottom + 29, ["epoch", "layers"][i]);
    });
  }

  function drawCurves() {
    for (const group of groups) {
      const on = shows(group.skip) && ["all", group.depth].includes(state.depth);
      const band = on && state.spread === "band" && state.seed === "all";
      for (const [run, part] of group.lines) {
        visible(part, on && !band && ["all", run.seed].includes(state.seed));
        setAttribute(part, "d", path(overEpochs(run[state.measure])));
        part.classList.toggle("one", state.seed !== "all");
      }
      [group.band, group.mean].forEach((part) => visible(part, band));
      if (!band) continue;
      const all = Array.from({ length: last }, (_, i) => numbersOf(curvesOf(group), i + 1)).filter(Boolean);
      const [mean, low, high] = ["mean", "low", "high"].map((key) => overEpochs(all.map((numbers) => numbers[key])));
      setAttribute(group.mean, "d", path(mean));
      setAttribute(group.band, "d", `${path([...high, ...low.reverse()])}z`);
    }
    setAttribute(now, "d", `M${atEpoch(state.epoch)} ${EDGE.top}V${HIGH - EDGE.bottom}`);
    setAttribute(now, "data-epoch", state.epoch);
    for (const { run, curve, marks, end } of own) {
      const points = overEpochs(run[state.measure] ?? []);
      setAttribute(curve, "d", path(points));
      marks.forEach((mark, i) => {
        visible(mark, i < points.length);
        if (i < points.length) setAttribute(mark, "transform", `translate(${points[i]}) scale(${i + 1 === state.epoch ? 1 : 0.6})`);
      });
      visible(end, points.length);
      if (points.length) setAttribute(end, "transform", `translate(${atDepth(run.depth)},${points.at(-1)[1]})`);
      setAttribute(end, "data-value", (run[state.measure] ?? []).at(-1) ?? "");
    }
  }

  function drawEnds() {
    visible(at, state.depth !== "all");
    setAttribute(at, "data-depth", state.depth);
    if (state.depth !== "all") setAttribute(at, "x", atDepth(state.depth) - 13);
    const means = [[], []];
    for (const group of groups) {
      const finals = curvesOf(group).map((curve) => curve.at(-1));
      const on = shows(group.skip) && finals.length > 0;
      const x = atDepth(group.depth) + (group.skip ? 5 : -5);
      if (on) means[Number(group.skip)].push([x, atError(finals.reduce((sum, e) => sum + e, 0) / finals.length)]);
      visible(group.span, on);
      if (on) setAttribute(group.span, "d", `M${x} ${atError(Math.min(...finals))}V${atError(Math.max(...finals))}`);
      for (const [run, dot] of group.dots) {
        const error = run[state.measure].at(-1);
        visible(dot, on && ["all", run.seed].includes(state.seed));
        const y = atError(error);
        const place = group.skip ? { cx: x, cy: y, r: 3.2 } : { x: x - 3, y: y - 3, width: 6, height: 6 };
        Object.entries({ ...place, "data-value": error }).forEach(([key, value]) => setAttribute(dot, key, value));
      }
    }
    trends.forEach((trend, i) => setAttribute(trend, "d", path(means[i])));
  }

  function drawWords() {
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

  function draw() {
    depth.update(steps.indexOf(state.depth), [0, depths.length], depths.length > 1);
    setAttribute(depth.input, "aria-valuetext", state.depth === "all" ? "all depths" : `${state.depth} layers`);
    epoch.update(state.epoch, [1, last], last > 1);
    nets.update(state.nets);
    seed.update(String(state.seed));
    measure.update(state.measure);
    spread.update(state.spread);
    spread.node.querySelector("select").disabled = state.seed !== "all"; // one seed is one line
    [false, true].forEach((skip) => [keys[Number(skip)], rows[Number(skip)]].forEach((part) => (part.hidden = !shows(skip))));
    if (axes !== state.measure) drawAxes();
    drawCurves();
    drawEnds();
    drawWords();
  }

  draw();
  return () => {
    link.end();
    node.remove();
  };
}

export default rebuilt(build, ["_mine"]);
