// The three pictures of ConvolutionExplorer: the padded input with the window or the outputs a cell feeds, the kernel, the output.
import { outputSize, outputsFed, readCounts, windowOf } from "./arithmetic.js";
import { Grid, cellWidth, headed, outputExtremes, picture, shape } from "./pictures.js";
import { plain } from "./words.js";

// `shown()` is the last possible picture, null before the first: {plan, x, weight, padded, output}; `draw()` draws the whole explorer.
export function convolutionPictures(link, flat, shown, draw) {
  const { state } = link;
  let input = null; // the input cell whose outputs are shown, [row, col] counted from the input's corner
  const place = (r, c) => (flat ? `[${c}]` : `[${r}, ${c}]`);
  const top = Math.max(state.limits.padding[1], 0);
  const w = cellWidth([...state.x.flat(), ...outputExtremes(state.x, state.weight, state.bias)]);
  const h = 28;
  const kw = cellWidth(state.weight.flat());
  const [rowsMax, colsMax] = [flat ? 1 : state.x.length + 2 * top, state.x[0].length + 2 * top];
  const moveOutput = (down, right) => {
    if (shown()) choose(state.row + down, state.col + right);
  };
  const moveInput = (down, right) => {
    const good = shown();
    if (!good) return;
    const [row, col] = input ?? [0, 0];
    const inside = (axis, value) => Math.min(Math.max(value, -axis.before), axis.size + axis.after - 1);
    input = input ? [inside(good.plan.rows, row + down), inside(good.plan.cols, col + right)] : [row, col];
    draw();
  };
  const inputPicture = picture("input-grid", "Input: arrow keys choose an input cell and mark the outputs it feeds", colsMax * w, rowsMax * h, { move: moveInput });
  const outputPicture = picture("output-grid", "Output: arrow keys choose an output cell, Enter pins it", colsMax * w, rowsMax * h, { move: moveOutput, act: () => pin() });
  const kernelPicture = picture("kernel-grid", "Kernel", state.weight[0].length * kw, state.weight.length * h);
  const inputGrid = new Grid(inputPicture.image, w, h);
  const outputGrid = new Grid(outputPicture.image, w, h);
  const kernelGrid = new Grid(kernelPicture.image, kw, h);

  const choose = (row, col, pinned = state.pinned) => {
    const good = shown();
    input = null;
    const inside = (axis, value) => Math.min(Math.max(value, 0), outputSize(axis) - 1);
    link.change({ row: inside(good.plan.rows, row), col: inside(good.plan.cols, col), pinned });
  };
  const pin = () => link.change({ pinned: !state.pinned });
  outputPicture.onCell(
    (role, row, col) => role && !state.pinned && (row !== state.row || col !== state.col || input) && choose(row, col),
    (role, row, col) => choose(row, col, !(state.pinned && row === state.row && col === state.col)),
  );
  inputPicture.onCell((role, row, col) => {
    input = role ? [row, col] : null;
    draw();
  });
  inputPicture.box.addEventListener("blur", () => {
    if (input) {
      input = null;
      draw();
    }
  });

  // Draws the three; what the words need comes back: the output cell, the input cell and the outputs it feeds.
  function drawGrids(hidden) {
    const { plan, x, weight, padded, output } = shown();
    const { rows, cols } = plan;
    const [row, col] = [Math.min(state.row, output.length - 1), Math.min(state.col, output[0].length - 1)];
    const [rowReads, colReads] = [readCounts(rows), readCounts(cols)];
    const most = Math.max(...rowReads) * Math.max(...colReads) || 1;
    const inWindow = [new Set(windowOf(rows, row)), new Set(windowOf(cols, col))];
    const fed = input && [new Set(outputsFed(rows, [input[0] + rows.before])), new Set(outputsFed(cols, [input[1] + cols.before]))];
    const [left, above] = [Math.max(top, cols.before), flat ? 0 : Math.max(top, rows.before)];
    inputGrid.at(left * w, above * h);
    inputPicture.resize(Math.max(colsMax, left + cols.size + cols.after) * w, Math.max(rowsMax, above + rows.size + rows.after) * h);
    outputPicture.resize(Math.max(colsMax, output[0].length) * w, Math.max(rowsMax, output.length) * h);

    let unread = 0;
    inputGrid.update(
      padded,
      (r, c, value) => {
        const ring = r < 0 || c < 0 || r >= rows.size || c >= cols.size;
        const count = rowReads[r + rows.before] * colReads[c + cols.before];
        const looks = [ring ? "ring" : "input"];
        if (count === 0 && !hidden) {
          looks.push("unread");
          if (!ring) unread += 1;
        }
        if (state.show_reads && !hidden) looks.push("heat");
        if (!hidden && !input && inWindow[0].has(r + rows.before) && inWindow[1].has(c + cols.before)) looks.push("window");
        if (input && r === input[0] && c === input[1]) looks.push("source");
        const shown = state.show_reads && !hidden ? { text: String(count), heat: (count / most).toFixed(3) } : {};
        return { role: ring ? "ring-cell" : "input-cell", look: looks.join(" "), ...shown };
      },
      -rows.before,
      -cols.before,
    );
    kernelGrid.update(weight, () => ({ role: "kernel-cell", look: "weight" }));
    outputGrid.update(hidden ? [] : output, (r, c) => {
      const chosen = !input && r === row && c === col;
      const isFed = fed && fed[0].has(r) && fed[1].has(c);
      return { role: "output-cell", look: `output${chosen ? (state.pinned ? " chosen pinned" : " chosen") : ""}${isFed ? " fed" : ""}` };
    });

    const size = shape(x, flat);
    const around = shape(padded, flat);
    const out = shape(output, flat);
    const missed = unread ? `; ${unread} never read (hatched)` : "";
    const padWords = around === size ? "" : `, padded ${around}`;
    inputPicture.say(
      `${headed(state.show_reads && !hidden ? "reads of each input cell" : "input", x, flat)}${padWords}${hidden ? "" : missed}`,
      `Input of ${size} cells${padWords}. Output cell ${place(row, col)} reads ${weight.flat().length} of them${missed}.`,
    );
    kernelPicture.say(headed("kernel", weight, flat), `Kernel of ${shape(weight, flat)}: ${weight.map((r) => r.join(" ")).join("; ")}.`);
    outputPicture.say(hidden ? "output: predict its size" : headed("output", output, flat), hidden ? "Hidden until you reveal it." : `Output of ${out} cells; cell ${place(row, col)} is ${plain(output[row][col])}.`);
    return { row, col, input, fed };
  }

  return { input: inputPicture.node, kernel: kernelPicture.node, output: outputPicture.node, place, choose, pin, draw: drawGrids };
}
