// What every explorer shares in the page: elements, the bond to the model, the root that holds everything.
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

export function root(kind, ...children) {
  const node = el("div", { class: "cnx", "data-role": "explorer", "data-kind": kind }, ...children);
  node.addEventListener("keydown", (event) => event.stopPropagation()); // JupyterLab moves between headings on arrow keys
  return node;
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
