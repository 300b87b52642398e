// The side panel of NormalizationExplorer: batch norm's running statistics, channel by channel, and what the mode means.
import { el, setText } from "./kit.js";
import { modeWords } from "./normalization_words.js";
import { plain } from "./words.js";

// `buttons` stand above the table. `update` shows what it is given: {settings, running, batch}.
export function runningPanel(channels, buttons) {
  const batchNote = el("div", { class: "cnx-line cnx-two", "data-role": "batch-note", "aria-live": "polite" });
  const modeNote = el("div", { class: "cnx-line cnx-norm-mode", "data-role": "mode-note" });
  const rows = Array.from({ length: channels }, (_, c) => {
    const cells = ["running-mean", "running-var"].map((name) => el("td", { "data-role": `${name}-${c}` }));
    return { node: el("tr", {}, el("th", { scope: "row" }, String(c)), ...cells), cells };
  });
  const head = ["channel", "running mean", "running var"].map((words) => el("th", { scope: "col" }, words));
  const table = el(
    "table",
    { class: "cnx-norm-table", "data-role": "running-table", "aria-label": "running statistics of each channel" },
    el("thead", {}, el("tr", {}, ...head)),
    el("tbody", {}, ...rows.map((row) => row.node)),
  );
  return {
    node: el("div", { class: "cnx-norm-side" }, el("div", { class: "cnx-row", style: "margin:0;gap:6px 8px" }, ...buttons), batchNote, modeNote, table),
    update({ settings, running, batch }, channel) {
      const on = settings.norm === "batch";
      table.classList.toggle("off", !on);
      rows.forEach(({ node, cells }, c) => {
        setText(cells[0], plain(running.mean[c]));
        setText(cells[1], plain(running.variance[c]));
        node.classList.toggle("chosen", on && c === channel);
      });
      const count = running.count;
      setText(batchNote, on ? `Batch ${batch}. Running statistics of ${count} batch${count === 1 ? "" : "es"}.` : `Batch ${batch}.`);
      setText(modeNote, modeWords(settings));
    },
  };
}
