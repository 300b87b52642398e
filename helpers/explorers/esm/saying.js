// What the explorers say below their controls: the PyTorch line or why a setting is impossible, and the worked sum.
import { copyButton } from "./controls.js";
import { el, setAttribute, setText } from "./kit.js";

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
