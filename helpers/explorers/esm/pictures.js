// The pictures of the explorers: focusable, moved in by arrow keys; grids of numbers drawn as SVG and updated in place; their headings.
import { el, setAttribute, setText, svg } from "./kit.js";
import { short } from "./words.js";

// A focusable box round one SVG; arrow keys call move(down, right), Enter and space call act().
export function picture(role, label, width, height, { move, act } = {}) {
  const image = svg("svg", { width, height, role: "img" });
  const box = el("div", { class: "cnx-picture", "data-role": role, tabindex: 0, role: "application", "aria-label": label }, image);
  const title = el("div", { class: "cnx-title", "data-role": `title-${role}` });
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  box.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (step && move) move(...step);
    else if ((event.key === "Enter" || event.key === " ") && act) act();
    else return;
    event.preventDefault();
  });
  return {
    node: el("div", { class: "cnx-panel" }, title, box),
    box,
    image,
    resize(w, h) {
      setAttribute(image, "width", w);
      setAttribute(image, "height", h);
    },
    say(heading, sentence) {
      setText(title, heading);
      setAttribute(image, "aria-label", sentence);
    },
    // Calls back with the role, row and column of the cell under the mouse, and with null when the mouse leaves.
    onCell(hover, click) {
      const cellOf = (event) => event.target.closest?.(".cnx-cell");
      const place = (cell) => [cell.dataset.role, Number(cell.dataset.row), Number(cell.dataset.col)];
      let last = null;
      image.addEventListener("pointermove", (event) => {
        const cell = cellOf(event);
        if (cell === last) return;
        last = cell;
        if (cell) hover(...place(cell));
      });
      image.addEventListener("pointerleave", () => {
        last = null;
        hover(null);
      });
      if (click) {
        image.addEventListener("click", (event) => {
          const cell = cellOf(event);
          if (cell) click(...place(cell));
        });
      }
    },
  };
}

// A grid of numbers. Cells are made once and afterwards only what changed is touched.
export class Grid {
  constructor(parent, width, height, x = 0, y = 0) {
    Object.assign(this, { width, height, cells: new Map(), stamp: 0 });
    this.node = svg("g", { transform: `translate(${x},${y})` });
    parent.append(this.node);
  }

  at(x, y) {
    setAttribute(this.node, "transform", `translate(${x},${y})`);
  }

  make(row, col) {
    const { width: w, height: h } = this;
    const node = svg("g", { transform: `translate(${col * w},${row * h})` });
    const box = svg("rect", { x: 1.5, y: 1.5, width: w - 3, height: h - 3, rx: 3 });
    const hatch = svg("path", { d: `M3 ${h / 2}L${w / 2} 3M3 ${h - 3}L${w - 3} 3M${w / 2} ${h - 3}L${w - 3} ${h / 2}` });
    const label = svg("text", { x: w / 2, y: h / 2 + 0.5 });
    node.append(box, hatch, label);
    this.node.append(node);
    return { node, label, look: "", text: "", value: null, role: "", heat: "" };
  }

  // values: rows of numbers; top, left: the row and column of values[0][0] (−1 for a ring of one);
  // each(row, col, value) says {role, look, text, heat} of a cell.
  update(values, each, top = 0, left = 0) {
    this.stamp += 1;
    values.forEach((line, i) =>
      line.forEach((value, j) => {
        const [row, col] = [i + top, j + left];
        const key = row * 1000 + col;
        let cell = this.cells.get(key);
        if (!cell) {
          this.cells.set(key, (cell = this.make(row, col)));
          cell.node.dataset.row = row;
          cell.node.dataset.col = col;
        }
        const { role, look = "", text = short(value), heat = "" } = each(row, col, value);
        cell.stamp = this.stamp;
        if (cell.look !== look) cell.node.setAttribute("class", `cnx-cell ${(cell.look = look)}`);
        if (cell.text !== text) cell.label.textContent = cell.text = text;
        if (cell.role !== role) cell.node.dataset.role = cell.role = role;
        if (cell.value !== value) cell.node.dataset.value = cell.value = value;
        if (cell.heat !== heat) cell.node.style.setProperty("--heat", (cell.heat = heat));
      }),
    );
    for (const cell of this.cells.values()) {
      if (cell.stamp !== this.stamp && cell.look !== "off") cell.node.setAttribute("class", `cnx-cell ${(cell.look = "off")}`);
    }
  }
}

// The width of a cell that holds the longest of these numbers.
export function cellWidth(values, least = 28) {
  return Math.max(least, ...values.map((value) => Math.round(7.3 * short(value).length) + 6));
}

// How wide an output can get: exact sums of whole numbers, or five characters and a sign.
export function outputExtremes(x, weight, bias) {
  const all = [...x.flat(), ...weight.flat(), bias];
  const low = -0.25 * (all.every(Number.isInteger) ? 0 : 1);
  const most = Math.max(...x.flat().map(Math.abs)) * weight.flat().reduce((sum, w) => sum + Math.abs(w), 0) + Math.abs(bias);
  const negative = all.some((v) => v < 0);
  return [low, Math.round(negative ? -most / 2 : most / 2)];
}

// A picture's heading: "input, 10 cells" or "input 3 × 3".
export function headed(name, grid, oneDimensional) {
  const count = grid[0].length;
  return oneDimensional ? `${name}, ${count} cell${count === 1 ? "" : "s"}` : `${name} ${shape(grid)}`;
}

export function shape(grid, oneDimensional) {
  return oneDimensional ? `${grid[0].length}` : `${grid.length} × ${grid[0].length}`;
}
