// The table of layers in the receptive field explorer: a stack's, with a radio button for each, or a model's, with a row to click.
import { el, setText } from "./kit.js";
import { plain } from "./words.js";

export const MOST = 5; // layers of a stack

function tableOf(heads, about = {}) {
  const body = el("tbody");
  const head = el("tr", {}, ...heads.map((h) => el("th", { scope: "col" }, h)));
  const table = el("table", { class: "cnx-table", "aria-label": "the layers and what their units see" }, el("thead", {}, head), body);
  return {
    node: el("div", { class: "cnx-scroll", ...about }, table),
    row(name, columns, first) {
      const cells = Object.fromEntries(columns.map((column) => [column, el("td", { "data-role": `${column}-${name}` })]));
      const node = el("tr", {}, el("th", { scope: "row" }, first), ...Object.values(cells));
      body.append(node);
      return { node, cells };
    },
  };
}

// `id` names the group of radio buttons; `choose(i)` on a layer, counted from 0.
export function stackTable(id, choose) {
  const { node, row } = tableOf(["layer", "kernel", "stride", "padding", "dilation", "size", "jump", "start", "map"]);
  const columns = ["kernel_size", "stride", "padding", "dilation", "size", "jump", "start", "map"];
  const lines = [row("input", columns, el("span", { class: "cnx-pick" }, "the picture"))];
  for (let i = 0; i < MOST; i++) {
    const radio = el("input", { type: "radio", name: id, "data-role": `choose-${i}`, "aria-label": `layer ${i + 1}`, onchange: () => choose(i) });
    const words = el("span", {});
    const line = row(i, columns, el("label", { class: "cnx-pick" }, radio, words));
    line.node.addEventListener("click", (event) => {
      if (event.target.tagName === "TD") choose(i);
    });
    lines.push({ ...line, radio, words });
  }
  return {
    node,
    // `fields`: the picture's own and that after each layer, with their maps
    update(layers, chosen, fields) {
      lines.forEach((line, i) => {
        const here = layers[i - 1];
        line.node.classList.toggle("off", i > layers.length);
        line.node.classList.toggle("on", i === chosen + 1);
        if (i > layers.length) return;
        const { map } = fields[i];
        for (const name of ["size", "jump", "start"]) setText(line.cells[name], Math.min(...map) < 1 ? "–" : plain(fields[i][name]));
        setText(line.cells.map, Math.min(...map) < 1 ? "none" : `${map[0]}×${map[1]}`);
        if (!here) return;
        for (const name of ["kernel_size", "stride", "padding"]) setText(line.cells[name], String(here[name]));
        setText(line.cells.dilation, here.kind === "pool" ? "" : String(here.dilation));
        line.radio.checked = i === chosen + 1;
        setText(line.words, `${i} ${here.kind === "pool" ? "avg. pooling" : "convolution"}`);
      });
    },
  };
}

const both = (pair) => (pair[0] === pair[1] ? plain(pair[0]) : pair.map(plain).join(" and "));

// `rows` as the kernel tells them; `lookAt(name)` on a click.
export function modelTable(rows, lookAt) {
  const about = { class: "cnx-scroll cnx-many", tabindex: 0, role: "group", "aria-label": "the model's layers" };
  const { node, row } = tableOf(["layer", "output", "size", "jump", "start"], about);
  const lines = rows.map((layer) => {
    const line = row(layer.name, ["output", "size", "jump", "start"], layer.name === layer.kind ? layer.name : `${layer.name} ${layer.kind}`);
    setText(line.cells.output, layer.output);
    for (const name of ["size", "jump", "start"]) setText(line.cells[name], both(layer[name]));
    line.node.addEventListener("click", () => lookAt(layer.name));
    return line.node;
  });
  let shown = null; // at first the table stands at its top
  return {
    node,
    update(layer) {
      rows.forEach(({ name }, i) => {
        const line = lines[i];
        line.classList.toggle("on", name === layer);
        if (name !== layer || !shown || shown === layer) return;
        const [top, end] = [line.offsetTop - 24, line.offsetTop + line.offsetHeight]; // below the heading, which stays in place
        if (top < node.scrollTop || end > node.scrollTop + node.clientHeight) node.scrollTop = top - 60;
      });
      shown = layer;
    },
  };
}
