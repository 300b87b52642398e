// DepthExplorer: recorded error curves by depth, shortcut and seed, and the error at the end by depth; the learner's own runs in black.
//
// Beside kit.js's roles: curves, ends (the two pictures), run (a path; data-net, data-seed), band, mean (data-net), now (data-epoch),
// at (the chosen depth: data-depth), end (a dot: data-net, data-seed, data-value), mine-curve, mine-end (data-name, data-value),
// numbers (the table; its cells: cell-NET, cell-mine-INDEX), words, label, recorded
import { select, slider } from "./controls.js";
import { MEASURES, netName } from "./depth_arithmetic.js";
import { depthPictures } from "./depth_pictures.js";
import { depthWords } from "./depth_words.js";
import { bond, el, rebuilt, root, setAttribute } from "./kit.js";

const NAMES = ["depth", "nets", "seed", "measure", "spread", "epoch"];

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
  const data = { state, runs, mine, colours, depths, seeds, last, groups, shows, ofGroup, curvesOf };

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

  // -- pictures, legend, table, words
  const pictures = depthPictures(data, steps, goTo, choose);
  const told = depthWords(data, model.get("_label"));
  const node = root(
    "depth",
    el("div", { class: "cnx-controls" }, ...[depth, nets, measure, epoch, seed, spread].map((control) => control.node)),
    el("div", { class: "cnx-depth-row" }, pictures.curves.node, pictures.ends.node),
    el("div", { class: "cnx-legend3" }, ...told.keys),
    told.label,
    told.words,
    told.table,
  );
  host.append(node);

  function draw() {
    depth.update(steps.indexOf(state.depth), [0, depths.length], depths.length > 1);
    setAttribute(depth.input, "aria-valuetext", state.depth === "all" ? "all depths" : `${state.depth} layers`);
    epoch.update(state.epoch, [1, last], last > 1);
    nets.update(state.nets);
    seed.update(String(state.seed));
    measure.update(state.measure);
    spread.update(state.spread);
    spread.node.querySelector("select").disabled = state.seed !== "all"; // one seed is one line
    [false, true].forEach((skip) => [told.keys[Number(skip)], told.rows[Number(skip)]].forEach((part) => (part.hidden = !shows(skip))));
    pictures.draw();
    told.draw(pictures.curves, pictures.ends);
  }

  draw();
  return () => {
    link.end();
    node.remove();
  };
}

export default rebuilt(build, ["_mine"]);
