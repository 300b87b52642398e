// The arithmetic of OverlayExplorer: masks, their regions and outlines, hits and misses. No page; tests/explorers runs it against Python.

export const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

// The threshold is rounded to float32 first, as torch does when it compares a float32 tensor with a number.
export const maskOf = (values, threshold) => Uint8Array.from(values, (value) => (value >= Math.fround(threshold) ? 1 : 0));

// Regions of pixels that touch at their sides.
export function countRegions(mask, wide) {
  const left = Uint8Array.from(mask);
  let regions = 0;
  for (let start = 0; start < left.length; start++) {
    if (!left[start]) continue;
    regions += 1;
    const open = [start];
    left[start] = 0;
    const visit = (at) => {
      if (!left[at]) return;
      left[at] = 0;
      open.push(at);
    };
    while (open.length) {
      const at = open.pop();
      if (at % wide) visit(at - 1);
      if ((at + 1) % wide) visit(at + 1);
      if (at >= wide) visit(at - wide);
      if (at + wide < left.length) visit(at + wide);
    }
  }
  return regions;
}

export function compared(mask, truth) {
  const counts = { hits: 0, missed: 0, alarms: 0 };
  mask.forEach((called, i) => {
    if (called && truth[i]) counts.hits += 1;
    else if (truth[i]) counts.missed += 1;
    else if (called) counts.alarms += 1;
  });
  return counts;
}

// The mask as a path: one strip for each run of pixels in a row.
export function stripsOf(mask, wide, scale) {
  const parts = [];
  for (let row = 0; row * wide < mask.length; row++) {
    for (let col = 0; col < wide; col++) {
      if (!mask[row * wide + col]) continue;
      const first = col;
      while (col < wide && mask[row * wide + col]) col += 1;
      const long = (col - first) * scale;
      parts.push(`M${first * scale} ${row * scale}h${long}v${scale}h${-long}z`);
    }
  }
  return parts.join("");
}

// The sides between a pixel of the mask and one that is not, or the edge of the picture.
export function outlineOf(mask, wide, scale) {
  const high = mask.length / wide;
  const at = (row, col) => (row >= 0 && row < high && col >= 0 && col < wide ? mask[row * wide + col] : 0);
  const parts = [];
  for (let row = 0; row <= high; row++) {
    for (let col = 0; col <= wide; col++) {
      if (at(row, col) !== at(row - 1, col)) parts.push(`M${col * scale} ${row * scale}h${scale}`);
      if (at(row, col) !== at(row, col - 1)) parts.push(`M${col * scale} ${row * scale}v${scale}`);
    }
  }
  return parts.join("");
}

export const told = (value) => String(Number(value.toFixed(4)));

// "12 / (12 + 3 + 5) = 0.600"; of nothing there is no share.
export function share(part, ...rest) {
  const whole = rest.reduce((sum, n) => sum + n, part);
  return `${part} / (${[part, ...rest].join(" + ")}) ${whole ? `= ${(part / whole).toFixed(3)}` : "is not defined"}`;
}
