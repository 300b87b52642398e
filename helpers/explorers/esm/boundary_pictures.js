// The four pictures of BoundaryExplorer: the padded input with arrows from a cell to its copies, the kernel, the output, the matrix.
import { matrixRow, outputSize, windowOf } from "./arithmetic.js";
import { setAttribute, svg } from "./kit.js";
import { Grid, cellWidth, headed, outputExtremes, picture, shape } from "./pictures.js";
import { plain } from "./words.js";

// `shown()` is the last possible picture, null before the first: {mode, value, plan, sources, padded, weight, output}; `draw()` draws the whole explorer.
export function boundaryPictures(link, flat, shown, draw) {
  const { state } = link;
  const h = 28;
  let spot = null; // the cell whose copies are shown, counted from the input's corner
  let byKey = null; // the same, chosen by keyboard
  const place = (r, c) => (flat ? `[${c}]` : `[${r}, ${c}]`);

  // with room for the widest ring
  const most = state.limits.width[1];
  const w = cellWidth([...state.x.flat(), state.value, ...state.weight.flat(), ...outputExtremes(state.x, state.weight, state.bias)]);
  const [n, m] = [state.x.length, state.x[0].length];
  const [roomRows, roomCols] = [flat ? 1 : n + 2 * most, m + 2 * most];
  const arcs = flat ? 44 : 0; // arrows of a signal run above its row
  const outCols = Math.max(1, roomCols - state.weight[0].length + 1);
  const outRows = flat ? 1 : Math.max(1, roomRows - state.weight.length + 1);
  const moveSpot = (down, right) => {
    const good = shown();
    if (!good) return;
    const inside = (axis, at) => Math.min(Math.max(at, -axis.before), axis.size + axis.after - 1);
    const [row, col] = byKey ?? [flat ? 0 : -good.plan.rows.before, -good.plan.cols.before];
    spot = byKey = byKey ? [inside(good.plan.rows, row + down), inside(good.plan.cols, col + right)] : [row, col];
    draw();
  };
  const move = (down, right) => shown() && choose(state.row + down, state.col + right);
  const pin = () => link.change({ pinned: !state.pinned });
  const inputPicture = picture("input-grid", "Padded input: arrow keys choose a cell and show what it copies", roomCols * w, roomRows * h + arcs, { move: moveSpot });
  const outputPicture = picture("output-grid", "Output: arrow keys choose an output cell, Enter pins it", outCols * w, outRows * h, { move, act: pin });
  const kernelPicture = picture("kernel-grid", "Kernel", state.weight[0].length * w, state.weight.length * h, {});
  const matrixPicture = picture(
    "matrix-grid",
    flat ? "Matrix: arrow keys choose a row, which is an output cell" : "Matrix row of the chosen output, in the input's shape",
    m * w,
    (flat ? outCols : n) * h,
    { move: flat ? (down) => move(0, down) : move, act: pin },
  );
  const inputGrid = new Grid(inputPicture.image, w, h, most * w, flat ? arcs : most * h);
  const outputGrid = new Grid(outputPicture.image, w, h);
  const kernelGrid = new Grid(kernelPicture.image, w, h);
  const matrixGrid = new Grid(matrixPicture.image, w, h);
  const arrows = svg("path", { class: "cnx-arrow", "data-role": "arrow" });
  inputGrid.node.parentNode.append(arrows);

  const choose = (row, col, pinned = state.pinned) => {
    const { plan } = shown();
    const inside = (axis, at) => Math.min(Math.max(at, 0), outputSize(axis) - 1);
    link.change({ row: inside(plan.rows, row), col: inside(plan.cols, col), pinned });
  };
  outputPicture.onCell(
    (role, row, col) => role && !state.pinned && (row !== state.row || col !== state.col) && choose(row, col),
    (role, row, col) => choose(row, col, !(state.pinned && row === state.row && col === state.col)),
  );
  if (flat) {
    matrixPicture.onCell(
      (role, row) => role && !state.pinned && row !== state.col && choose(0, row),
      (role, row) => choose(0, row, !(state.pinned && row === state.col)),
    );
  }
  inputPicture.onCell((role, row, col) => {
    spot = role ? [row, col] : byKey;
    draw();
  });
  inputPicture.box.addEventListener("blur", () => {
    spot = byKey = null;
    draw();
  });

  // Draws the four; what the words need comes back: the output cell, the spot in a sentence, the weight on cells that copy nothing.
  function drawGrids() {
    const { mode, plan, sources, padded, weight, output } = shown();
    const { rows, cols } = plan;
    const [row, col] = [Math.min(state.row, output.length - 1), Math.min(state.col, output[0].length - 1)];
    const isRing = (r, c) => r < 0 || c < 0 || r >= rows.size || c >= cols.size;
    const from = (r, c) => [sources[0][r + rows.before], sources[1][c + cols.before]];
    const inside = spot && spot[0] + rows.before in sources[0] && spot[1] + cols.before in sources[1];
    const source = inside ? from(...spot) : null; // the input cell behind the spot; −1 where the mode copies nothing
    const copied = source && source[0] >= 0 && source[1] >= 0;
    const onRing = inside && isRing(...spot);
    const windowRows = new Set(windowOf(rows, row));
    const windowCols = new Set(windowOf(cols, col));
    const twins = [];

    inputGrid.update(
      padded,
      (r, c) => {
        const ring = isRing(r, c);
        const looks = [ring ? "ring" : "input"];
        const behind = from(r, c);
        if (copied && behind[0] === source[0] && behind[1] === source[1]) {
          if (ring) twins.push([r, c]);
          if (!onRing || !ring || (r === spot[0] && c === spot[1])) looks.push(ring ? "fed" : "source");
        } else if (inside && r === spot[0] && c === spot[1]) looks.push("source");
        else if (!inside && windowRows.has(r + rows.before) && windowCols.has(c + cols.before)) looks.push("window");
        return { role: ring ? "ring-cell" : "input-cell", look: looks.join(" ") };
      },
      -rows.before,
      -cols.before,
    );
    drawArrows(copied ? (onRing ? [spot] : twins) : [], source);
    outputGrid.update(output, (r, c) => {
      const chosen = r === row && c === col;
      return { role: "output-cell", look: `output${chosen ? (state.pinned ? " chosen pinned" : " chosen") : ""}` };
    });
    kernelGrid.update(weight, () => ({ role: "kernel-cell", look: "weight" }));

    const rowOf = (r, c) => matrixRow(weight, plan, r, c, ...sources);
    const chosen = rowOf(row, col);
    const matrix = flat ? output[0].map((_, index) => rowOf(0, index).grid[0]) : chosen.grid;
    matrixGrid.update(matrix, (r, c, number) => {
      const here = flat ? r === col : number !== 0;
      return { role: "matrix-cell", look: here ? (flat ? "chosen" : "window") : number === 0 ? "empty" : "weight" };
    });

    const named = `${mode} padding of width ${cols.before}`;
    const where = spot && inside ? spotSentence(spot, source, copied, onRing, twins, padded[spot[0] + rows.before][spot[1] + cols.before]) : "";
    inputPicture.say(`${headed("input", state.x, flat)}, padded ${shape(padded, flat)}`, where || `Input of ${shape(state.x, flat)} cells with ${named}.`);
    outputPicture.say(headed("output", output, flat), `Output of ${shape(output, flat)} cells; cell ${place(row, col)} is ${plain(output[row][col])}.`);
    kernelPicture.say(headed("kernel", weight, flat), `Kernel: ${weight.map((line) => line.map(plain).join(" ")).join("; ")}.`);
    matrixPicture.say(
      flat ? `matrix ${output[0].length} × ${cols.size}, row ${col}` : `matrix row ${place(row, col)}`,
      `Matrix row of output ${place(row, col)}: ${chosen.grid.flat().map(plain).join(" ")}.`,
    );
    return { row, col, where, outside: chosen.outside };
  }

  function spotSentence([r, c], source, copied, onRing, twins, number) {
    if (onRing && !copied) return `Ring cell ${place(r, c)} copies no input cell: it is ${plain(number)}.`;
    if (onRing) return `Ring cell ${place(r, c)} copies input cell ${place(...source)}: ${plain(number)}.`;
    const list = twins.map(([a, b]) => place(a, b)).join(" ");
    return `Input cell ${place(r, c)} is ${plain(number)}; ${twins.length ? `ring cells that copy it: ${list}` : "no ring cell copies it"}.`;
  }

  function drawArrows(targets, source) {
    const x = (col) => (most + col + 0.5) * w;
    const y = (row) => (flat ? arcs : (most + row + 0.5) * h);
    const paths = targets.map(([r, c]) => {
      const [x1, y1, x2, y2] = [x(source[1]), y(source[0]), x(c), y(r)];
      if (flat) return `M${x1} ${y1}C${x1} ${y1 - 50} ${x2} ${y2 - 50} ${x2} ${y2}m-4 -8l4 8l4 -8`;
      const length = Math.hypot(x2 - x1, y2 - y1) || 1;
      const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
      const cut = Math.min(13, length / 3); // leave both numbers free
      const [ax, ay, bx, by] = [x1 + ux * cut, y1 + uy * cut, x2 - ux * cut, y2 - uy * cut];
      return `M${ax} ${ay}L${bx} ${by}M${bx - 7 * ux - 4 * uy} ${by - 7 * uy + 4 * ux}L${bx} ${by}L${bx - 7 * ux + 4 * uy} ${by - 7 * uy - 4 * ux}`;
    });
    setAttribute(arrows, "d", paths.join(""));
  }

  return {
    input: inputPicture.node,
    output: outputPicture.node,
    kernel: kernelPicture.node,
    matrix: matrixPicture.node,
    place,
    choose,
    pin,
    draw: drawGrids,
  };
}
