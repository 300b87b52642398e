// The picture of the receptive field explorer: the box by the rule, the gradient over it, what is not read hatched; and its legend.
import { el, setAttribute, svg } from "./kit.js";
import { picture } from "./pictures.js";

const SIDE = 256; // pixels of the screen along the picture's longer side
const EDGE = 40; // room around it for what lies in the padding
const PITCH = 8; // of the hatching
const SLANT = "M-1 9L9 -1M-1 1L1 -1M7 9L9 7";
const HATCHES = {
  holes: [SLANT, "#4d4d4d", 0.45],
  unread: [`${SLANT}M-1 -1L9 9M-1 7L1 9M7 -1L9 1`, "#0b3c6f", 0.6],
};
const KEYS = {
  box: "box by the rule; dashed: in the padding",
  gradient: "gradient ≠ 0; the stronger, the deeper",
  holes: "in the box, not read by this unit",
  unread: "read by no unit of this map",
};

// Thin lines on a veil that lets the picture through.
function hatch(id, [d, stroke, veil]) {
  const pattern = svg("pattern", { id, width: PITCH, height: PITCH, patternUnits: "userSpaceOnUse" });
  pattern.append(svg("rect", { width: PITCH, height: PITCH, fill: "#fff", "fill-opacity": veil }), svg("path", { d, stroke, "stroke-width": 1, fill: "none" }));
  return pattern;
}

// Where in a node an event is, [down, across], in units of `unit` pixels.
export function placed(event, node, unit) {
  const at = node.getBoundingClientRect();
  return [(event.clientY - at.top) / unit, (event.clientX - at.left) / unit];
}

// `drawn`: the address of the image, or ""; `move(down, right)` on arrow keys; `pick([row, column])` of the pixel clicked at.
export function fieldPicture({ id, size, drawn, move, pick }) {
  const scale = SIDE / Math.max(...size);
  const [high, wide] = size.map((n) => n * scale);
  const view = picture("picture", "Picture: arrow keys move the unit", wide + 2 * EDGE, high + 2 * EDGE, { move });
  const space = svg("g", { transform: `translate(${EDGE},${EDGE})` });
  const full = { width: wide, height: high };
  const defs = svg("defs");
  const clip = svg("clipPath", { id: `${id}-clip` });
  clip.append(svg("rect", { x: -1, y: -1, width: wide + 2, height: high + 2 }));
  defs.append(...Object.entries(HATCHES).map(([name, lines]) => hatch(`${id}-${name}`, lines)), clip);
  const still = svg("g");
  still.append(svg("rect", { ...full, class: "cnx-plain" }));
  const image = (attributes) => svg("image", { ...full, preserveAspectRatio: "none", style: "image-rendering:pixelated", ...attributes });
  if (drawn) still.append(image({ href: drawn }));
  else {
    const step = (n) => Array.from({ length: Math.ceil(n / 8) - 1 }, (_, i) => (i + 1) * 8 * scale);
    still.append(svg("path", { class: "cnx-ruling", d: [...step(size[1]).map((x) => `M${x} 0V${high}`), ...step(size[0]).map((y) => `M0 ${y}H${wide}`)].join("") }));
  }
  const overlay = image({ "data-role": "gradient", class: "cnx-overlay" });
  const hatched = Object.fromEntries(Object.keys(HATCHES).map((name) => [name, svg("path", { "data-role": name, fill: `url(#${id}-${name})` })]));
  const outline = svg("g");
  const box = ["cnx-halo", "cnx-outside", "cnx-inside"].map((name) => {
    const rect = svg("rect", { class: `cnx-box ${name}` });
    outline.append(rect);
    return rect;
  });
  for (const rect of [box[0], box[2]]) rect.setAttribute("clip-path", `url(#${id}-clip)`);
  space.append(still, overlay, hatched.holes, hatched.unread, svg("rect", { ...full, class: "cnx-frame" }), outline);
  view.image.append(defs, space);
  view.image.addEventListener("click", (event) => pick(placed(event, view.image, 1).map((p) => Math.floor((p - EDGE) / scale))));

  const legend = Object.fromEntries(
    Object.entries(KEYS).map(([name, words]) => {
      const swatch = svg("svg", { width: 22, height: 14, "aria-hidden": "true" });
      if (name === "box") swatch.append(svg("rect", { x: 2, y: 2, width: 18, height: 10, class: "cnx-box cnx-inside" }));
      else {
        swatch.append(svg("rect", { width: 22, height: 14, class: "cnx-plain" }));
        swatch.append(svg("rect", { width: 22, height: 14, ...(name === "gradient" ? { fill: "#d55e00", "fill-opacity": 0.7 } : { fill: `url(#${id}-${name})` }) }));
      }
      return [name, el("div", { class: "cnx-key" }, swatch, el("span", {}, words))];
    }),
  );
  const strip = (rows, cols) => `M${cols[0] * scale} ${rows[0] * scale}h${(cols[1] - cols[0] + 1) * scale}v${(rows[1] - rows[0] + 1) * scale}h${-(cols[1] - cols[0] + 1) * scale}z`;

  return {
    ...view,
    legend: el("div", { class: "cnx-legend" }, ...Object.values(legend)),
    // The first and the last pixel of the box, downwards and across; they may lie in the padding.
    outline(down, across) {
      setAttribute(view.box, "data-rows", down.join(","));
      setAttribute(view.box, "data-cols", across.join(","));
      for (const rect of box) {
        setAttribute(rect, "x", across[0] * scale);
        setAttribute(rect, "y", down[0] * scale);
        setAttribute(rect, "width", (across[1] - across[0] + 1) * scale);
        setAttribute(rect, "height", (down[1] - down[0] + 1) * scale);
      }
    },
    // Hatch runs of whole rows and columns within `ends`; `missing`: the runs downwards and across.
    cross(name, missing, [top, left], isEmpty = false) {
      const strips = [...missing[0].map((run) => strip(run, left)), ...missing[1].map((run) => strip(top, run))];
      setAttribute(hatched[name], "d", isEmpty ? "" : strips.join(""));
      setAttribute(hatched[name], "data-rows", JSON.stringify(missing[0]));
      setAttribute(hatched[name], "data-cols", JSON.stringify(missing[1]));
    },
    // Hatch single runs [row, first column, how many] that no unit reads.
    crossRuns(runs) {
      setAttribute(hatched.unread, "d", runs.map(([row, col, n]) => strip([row, row], [col, col + n - 1])).join(""));
    },
    // The gradient's image; an answer to another setting fades.
    paint(answer) {
      for (const [name, path] of Object.entries(hatched)) legend[name].classList.toggle("off", !path.getAttribute("d"));
      overlay.classList.toggle("stale", !answer?.gradient);
      if (answer?.gradient) setAttribute(overlay, "href", answer.gradient);
      setAttribute(view.box, "data-measured", answer !== null);
    },
  };
}
