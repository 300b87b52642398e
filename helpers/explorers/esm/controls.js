// The controls of the explorers: native, labelled, the value beside them; the buttons that copy and those that walk along the output.
import { el, setAttribute, setText } from "./kit.js";

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
