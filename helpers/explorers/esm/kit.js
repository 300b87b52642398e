// What every explorer shares in the page: controls, grids of numbers drawn as SVG and updated in place, the bond to the model.
//
// Hooks for tests and for anyone who drives the page. Each is a data-role attribute:
//   explorer                              the root; data-kind="convolution" | "window" | "boundary", data-refused="true" | "false"
//   slider-NAME, select-NAME, toggle-NAME, number-NAME, button-NAME   controls; NAME is the trait (stride, kernel_size, …)
//   value-NAME                            the number beside a slider
//   input-grid, kernel-grid, product-grid, output-grid, matrix-grid   focusable pictures: arrow keys move, Enter pins or unpins
//   input-cell, ring-cell, kernel-cell, product-cell, output-cell, matrix-cell   their cells, with data-row and data-col
//     (ring cells count from the input's corner, so the ring begins at −1) and data-value, the number unrounded;
//     a cell's class names its looks: window, chosen, fed, source, unread, heat, pinned; "off" is not shown
//   formula, refusal, worked-sum, torch-line, sentence, pin-note, title-NAME     text; refusal is empty while the settings are possible
//   button-copy, button-previous, button-next, button-pin, button-reveal, slider-stop   the chosen output and its neighbours
import { short } from "./arithmetic.js";

const SVG = "http://www.w3.org/2000/svg";

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

export function svg(tag, attributes = {}) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

// ---- the bond to the model ----

// `state` holds the named traits. `change({...})` sets them, draws at once, then tells Python;
// a change from Python draws once, however many traits it touches.
export function bond(model, names, draw) {
  const state = {};
  const read = () => names.forEach((name) => (state[name] = model.get(name)));
  let mine = false;
  let due = false;
  let unsaved = false;
  const heard = () => {
    if (mine || due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      read();
      draw();
    });
  };
  const save = () => {
    unsaved = false;
    model.save_changes();
  };
  const put = (changes) => {
    mine = true;
    for (const [name, value] of Object.entries(changes)) {
      state[name] = value;
      model.set(name, value);
    }
    mine = false;
    // Saved before any message can come in: later, the kernel's echo of an older value would put the slider back.
    if (!unsaved) queueMicrotask(save);
    unsaved = true;
  };
  read();
  names.forEach((name) => model.on(`change:${name}`, heard));
  return {
    state,
    put,
    change(changes) {
      put(changes);
      draw();
    },
    // The grid the page computed goes back with the settings it was computed from.
    report(grid) {
      const of = Object.fromEntries([...model.get("_settings"), "bias"].map((name) => [name, model.get(name)]));
      put({ _page: { of: { ...of, revision: model.get("_revision") }, grid } });
    },
    end() {
      names.forEach((name) => model.off(`change:${name}`, heard));
    },
  };
}

// ---- controls: native, labelled, the value beside them ----

export function slider(name, label, onInput, text = String) {
  const input = el("input", { type: "range", step: 1, "aria-label": label, "data-role": `slider-${name}` });
  const value = el("span", { class: "cnx-value", "data-role": `value-${name}` });
  input.addEventListener("input", () => onInput(Number(input.value)));
  return {
    node: el("label", { class: "cnx-control" }, el("span", {}, label), input, value),
    input,
    update(now, [low, high], enabled = true) {
      setAttribute(input, "min", low);
      setAttribute(input, "max", high);
      if (Number(input.value) !== now) input.value = now;
      setText(value, text(now));
      input.disabled = !enabled;
    },
  };
}

export function select(name, label, options, onChange) {
  const input = el("select", { "aria-label": label, "data-role": `select-${name}` });
  input.append(...options.map(([value, words]) => el("option", { value }, words)));
  input.addEventListener("change", () => onChange(input.value));
  return {
    node: el("label", { class: "cnx-control" }, el("span", {}, label), input),
    update(now) {
      if (input.value !== now) input.value = now;
    },
  };
}

export function toggle(name, label, onChange) {
  const input = el("input", { type: "checkbox", "data-role": `toggle-${name}` });
  input.addEventListener("change", () => onChange(input.checked));
  return {
    node: el("label", { class: "cnx-check" }, input, el("span", {}, label)),
    update(now) {
      input.checked = now;
    },
  };
}

export function button(name, label, onClick, attributes = {}) {
  return el("button", { type: "button", "data-role": `button-${name}`, onclick: onClick, ...attributes }, label);
}

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { style: "position:fixed;opacity:0" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

export function copyButton(text) {
  const node = button("copy", "Copy", async () => {
    await copyText(text());
    setText(node, "Copied");
    setTimeout(() => setText(node, "Copy"), 1500);
  });
  node.style.minWidth = "76px";
  return node;
}

const NOT_PINNED = "Point at an output cell to choose it; click it to pin it.";
const PINNED = "Pinned: pointing chooses nothing. Click the cell again, or Unpin.";

// Previous, scrub, next and pin for the chosen output; `go(index)` chooses, in reading order, counted from 0 as in code.
export function stopper(go, pin) {
  let count = 1;
  let now = 0;
  const previous = button("previous", "◀ Previous", () => go(Math.max(now - 1, 0)));
  const next = button("next", "Next ▶", () => go(Math.min(now + 1, count - 1)));
  const scrub = slider("stop", "output cell", go);
  const pinned = button("pin", "Pin", pin, { "aria-pressed": "false", title: "A pinned cell stays chosen while the mouse moves" });
  pinned.style.minWidth = "80px";
  scrub.node.style.cssText = "grid-template-columns:80px 1fr 56px;flex:1 1 240px;max-width:420px";
  const note = el("div", { class: "cnx-line", "data-role": "pin-note", style: "margin:2px 0 6px" });
  return {
    node: el("div", {}, el("div", { class: "cnx-row", style: "align-items:center;gap:6px 10px;margin:0" }, previous, next, pinned, scrub.node), note),
    // `place`: the chosen cell as the worked sum writes it, [8] or [1, 0]
    update(index, total, isPinned, place = String(index)) {
      [now, count] = [index, total];
      scrub.update(index, [0, Math.max(total - 1, 0)], total > 1);
      setText(scrub.node.querySelector(".cnx-value"), place);
      scrub.input.setAttribute("aria-valuetext", place);
      previous.disabled = index <= 0;
      next.disabled = index >= total - 1;
      setAttribute(pinned, "aria-pressed", isPinned);
      setText(pinned, isPinned ? "Unpin" : "Pin");
      setText(note, isPinned ? PINNED : NOT_PINNED);
    },
  };
}

// ---- pictures ----

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

export function root(kind, ...children) {
  const node = el("div", { class: "cnx", "data-role": "explorer", "data-kind": kind }, ...children);
  node.addEventListener("keydown", (event) => event.stopPropagation()); // JupyterLab moves between headings on arrow keys
  return node;
}

// The names under which the reader has the two arrays. Under the usual names, which may stand for something else in the
// notebook, what is copied begins with a comment.
export const OWN_NAMES = ["x", "weight"];
const isOwn = (names) => names.every((name, i) => name === OWN_NAMES[i]);

// The PyTorch line with its copy button or, in the same place, why the setting is impossible: nothing below moves.
export function saying() {
  const line = el("code", { "data-role": "torch-line" });
  let comment = "";
  const torch = el("div", { class: "cnx-row cnx-torch" }, copyButton(() => comment + line.textContent), line);
  const refusal = el("div", { class: "cnx-refusal", "data-role": "refusal", role: "status" });
  return {
    node: el("div", { class: "cnx-says" }, torch, refusal),
    update(root, refusalWords, torchWords, names = OWN_NAMES) {
      comment = isOwn(names) ? "# x and weight: the input and the kernel that the explorer shows\n" : "";
      const isRefused = refusalWords !== "";
      setAttribute(root, "data-refused", isRefused);
      root.classList.toggle("cnx-refused", isRefused);
      refusal.classList.toggle("on", isRefused);
      setText(refusal, refusalWords);
      setText(line, isRefused ? "" : torchWords);
    },
  };
}

export const refused = (why) => (why ? `PyTorch refuses: ${why}. The picture shows the last possible setting.` : "");

// The worked sum: room for `cells` terms, so that nothing below it moves.
export function sumBox(cells) {
  const node = el("div", { class: "cnx-sum", "data-role": "worked-sum", "aria-live": "polite", tabindex: 0, role: "group", "aria-label": "worked sum" });
  node.style.height = `${Math.max(1, Math.ceil((cells * 7 + 12) / 110)) * 20 + 4}px`;
  return { node, update: (text) => setText(node, text) };
}

// Make the picture anew when one of these traits changes: new arrays change the room that is kept free.
export function rebuilt(build, names) {
  return {
    render({ model, el: host }) {
      let end = build(model, host);
      const again = () => {
        end();
        end = build(model, host);
      };
      names.forEach((name) => model.on(`change:${name}`, again));
      return () => {
        names.forEach((name) => model.off(`change:${name}`, again));
        end();
      };
    },
  };
}

// A picture's heading: "input, 10 cells" or "input 3 × 3".
export function headed(name, grid, oneDimensional) {
  const count = grid[0].length;
  return oneDimensional ? `${name}, ${count} cell${count === 1 ? "" : "s"}` : `${name} ${shape(grid)}`;
}

export function shape(grid, oneDimensional) {
  return oneDimensional ? `${grid[0].length}` : `${grid.length} × ${grid[0].length}`;
}
