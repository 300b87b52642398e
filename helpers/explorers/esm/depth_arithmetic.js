// The arithmetic of DepthExplorer: shares in percent, the mean over seeds, the axis. No page; tests/explorers runs it against Python.

export const MEASURES = { train_error: "training error", test_error: "test error" };
export const netName = (depth, skip) => `${skip ? "ResNet" : "plain"}-${depth}`;

// A share in percent: one decimal below 10, none above; halves go up.
export function percent(error) {
  const scale = 100 * error < 9.95 ? 10 : 1;
  return String(Math.floor(100 * error * scale + 0.5 + 1e-9) / scale);
}

export function numbersOf(curves, epoch) {
  const errors = curves.map((curve) => curve[epoch - 1]).filter((error) => error !== undefined);
  if (!errors.length) return null;
  return { mean: errors.reduce((sum, e) => sum + e, 0) / errors.length, low: Math.min(...errors), high: Math.max(...errors), count: errors.length };
}

export function said(numbers) {
  if (!numbers) return "–";
  const spread = numbers.count > 1 ? ` (${percent(numbers.low)} to ${percent(numbers.high)})` : "";
  return `${percent(numbers.mean)} %${spread}`;
}

// The largest error in steps of 10 %, and the distance of the lines across.
export function errorAxis(errors) {
  const top = Math.max(0.1, Math.ceil(10 * Math.max(...errors)) / 10);
  const step = [0.02, 0.05, 0.1, 0.2].find((s) => top / s < 5.5);
  return { top, lines: Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, i) => i * step) };
}
