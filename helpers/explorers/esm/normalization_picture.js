// One of the two pictures of NormalizationExplorer: an N×C×H×W tensor, examples below each other, channels side by side.
import { setAttribute, svg } from "./kit.js";
import { Grid, picture } from "./pictures.js";

const [H, GAP, LEFT, TOP] = [28, 9, 46, 20];

// `kind` is "input" or "output", `full` the shape of the uncropped tensor, w the width of a cell; `keys` and `mouse` are picture's handlers.
export function tensorPicture(kind, label, full, w, keys, [hover, click]) {
  const [N, C, HEIGHT, WIDTH] = full;
  const across = LEFT + C * WIDTH * w + (C - 1) * GAP + 2;
  const down = TOP + N * HEIGHT * H + (N - 1) * GAP + 2;
  const made = picture(`${kind}-grid`, label, across, down, keys);
  const text = (x, y, words, anchor) => {
    const node = svg("text", { x, y, class: "cnx-norm-label", "text-anchor": anchor });
    node.textContent = words;
    made.image.append(node);
    return node;
  };
  const channels = Array.from({ length: C }, (_, c) => text(0, TOP / 2, `c = ${c}`, "middle"));
  const examples = Array.from({ length: N }, (_, n) => text(LEFT - 8, 0, `n = ${n}`, "end"));
  const grids = Array.from({ length: N }, () => Array.from({ length: C }, () => new Grid(made.image, w, H)));
  made.onCell(hover, click);
  return {
    ...made,
    // `look` names the looks of a place [n, c, h, w]; `values` may be a part of the tensor, of this shape
    update(values, [count, , height, width], look) {
      for (let n = 0; n < N; n++) {
        for (let c = 0; c < C; c++) {
          // a cell stands where its number in the whole picture says: the grid moves by the gaps alone
          grids[n][c].at(LEFT + c * GAP, TOP + n * GAP);
          grids[n][c].update(
            values[n]?.[c] ?? [],
            (r, q) => ({ role: `${kind}-cell`, look: look([n, c, r - n * height, q - c * width]) }),
            n * height,
            c * width,
          );
        }
      }
      channels.forEach((node, c) => setAttribute(node, "x", LEFT + c * GAP + (c + 0.5) * width * w));
      examples.forEach((node, n) => {
        setAttribute(node, "y", TOP + n * GAP + (n + 0.5) * height * H);
        setAttribute(node, "class", `cnx-norm-label${n < count ? "" : " off"}`);
      });
    },
  };
}
