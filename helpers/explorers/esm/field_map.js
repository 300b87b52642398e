// The map of units in the receptive field explorer: the map's numbers as greys, the chosen unit framed.
import { placed } from "./field_picture.js";
import { setAttribute, svg } from "./kit.js";
import { picture } from "./pictures.js";

const MAP = 150; // pixels of the screen along its longer side

// `move(down, right)` on arrow keys; `pick([row, column])` while the mouse is held down on a unit.
export function fieldMap({ move, pick }) {
  const grid = picture("map-grid", "Map: arrow keys move the unit", MAP, MAP, { move });
  const ground = svg("rect", { class: "cnx-plain" });
  const image = svg("image", { preserveAspectRatio: "none", style: "image-rendering:pixelated", class: "cnx-overlay" });
  const ruling = svg("path", { class: "cnx-ruling" });
  const cell = svg("rect", { class: "cnx-unit", "data-role": "unit-cell" });
  const cellHalo = svg("rect", { class: "cnx-unit cnx-halo" });
  grid.image.append(ground, image, ruling, cellHalo, cell);
  let held = false;
  let step = 1; // pixels of the screen for one unit
  const at = (event) => pick(placed(event, grid.image, step).map(Math.floor));
  grid.image.addEventListener("pointerdown", (event) => {
    held = true;
    grid.image.setPointerCapture(event.pointerId);
    at(event);
  });
  grid.image.addEventListener("pointermove", (event) => held && at(event));
  ["pointerup", "pointercancel"].forEach((name) => grid.image.addEventListener(name, () => (held = false)));

  return {
    ...grid,
    // `map`: rows and columns; `href`: its image, or "" while it is not known.
    show(map, unit, href) {
      step = MAP / Math.max(...map);
      const shown = { width: map[1] * step, height: map[0] * step };
      for (const node of [ground, image]) for (const [name, value] of Object.entries(shown)) setAttribute(node, name, value);
      image.classList.toggle("stale", !href);
      if (href) setAttribute(image, "href", href);
      const across = [...Array(map[1] + 1).keys()].map((i) => `M${i * step} 0V${shown.height}`);
      const down = [...Array(map[0] + 1).keys()].map((i) => `M0 ${i * step}H${shown.width}`);
      setAttribute(ruling, "d", step < 8 ? "" : across.concat(down).join(""));
      for (const rect of [cell, cellHalo]) {
        const least = Math.max(step, 6);
        setAttribute(rect, "x", Math.min(Math.max(unit[1] * step + (step - least) / 2, 1), Math.max(shown.width - least - 1, 1)));
        setAttribute(rect, "y", Math.min(Math.max(unit[0] * step + (step - least) / 2, 1), Math.max(shown.height - least - 1, 1)));
        setAttribute(rect, "width", least);
        setAttribute(rect, "height", least);
      }
      setAttribute(cell, "data-row", unit[0]);
      setAttribute(cell, "data-col", unit[1]);
    },
  };
}
