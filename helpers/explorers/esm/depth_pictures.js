// The two pictures of DepthExplorer: the error by epoch, a line for each run or a band for its seeds; and the error at the end, by depth.
import { errorAxis, numbersOf, percent } from "./depth_arithmetic.js";
import { setAttribute, svg } from "./kit.js";
import { picture } from "./pictures.js";

const HIGH = 262;
const EDGE = { left: 46, right: 14, top: 12, bottom: 38 };
const WIDE = { curves: 444, ends: 288 };
export const MARKS = ["M0-7L2-2L7-2L3 1.5L4.5 7L0 3.5L-4.5 7L-3 1.5L-7-2L-2-2z", "M0-6.5L5.5 0L0 6.5L-5.5 0z", "M0-6L6 5L-6 5z", "M-5-5h10v10h-10z"];
export const add = (parent, tag, attributes) => parent.appendChild(svg(tag, attributes));

// `goTo(epoch)` and `choose(step)` set what is chosen; `steps` are the choices of depth, "all" first.
export function depthPictures({ state, runs, mine, depths, last, groups, shows, ofGroup, curvesOf }, steps, goTo, choose) {
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

  return {
    curves,
    ends,
    draw() {
      if (axes !== state.measure) drawAxes();
      drawCurves();
      drawEnds();
    },
  };
}
