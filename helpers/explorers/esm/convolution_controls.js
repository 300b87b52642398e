// The controls of ConvolutionExplorer: sizes, stride, dilation, the padding in its three ways.
import { select, slider, toggle } from "./controls.js";

// `set(name)` is what sets a setting that changes the output.
export function convolutionControls(link, set) {
  const { state } = link;
  const pair = () => (Array.isArray(state.padding) ? state.padding : typeof state.padding === "number" ? [state.padding, state.padding] : [0, 0]);
  const sliders = {
    size: slider("size", "input size", set("size")),
    kernel_size: slider("kernel_size", "kernel size", set("kernel_size")),
    stride: slider("stride", "stride", set("stride")),
    dilation: slider("dilation", "dilation", set("dilation")),
  };
  const kind = select("padding", "padding", [["equal", "equal on both sides"], ["uneven", "two amounts"], ["same", 'padding="same"']], (value) =>
    set("padding")(value === "same" ? "same" : value === "uneven" ? [...pair()] : pair()[0]),
  );
  const before = slider("padding", "before", (value) => set("padding")(Array.isArray(state.padding) ? [value, state.padding[1]] : value));
  const after = slider("padding_after", "after", (value) => set("padding")([pair()[0], value]));
  const reads = toggle("show_reads", "show how often each input is read", (value) => link.change({ show_reads: value }));
  return {
    nodes: [...Object.values(sliders), kind, before, reads, after].map((control) => control.node),
    update(plan) {
      for (const [name, control] of Object.entries(sliders)) control.update(state[name], state.limits[name]);
      const uneven = Array.isArray(state.padding);
      kind.update(state.padding === "same" ? "same" : uneven ? "uneven" : "equal");
      const reach = state.limits.padding;
      before.update(plan.cols.before, state.padding === "same" ? [0, Math.max(reach[1], plan.cols.before)] : reach, state.padding !== "same");
      after.update(plan.cols.after, state.padding === "same" ? [0, Math.max(reach[1], plan.cols.after)] : reach, uneven);
      reads.update(state.show_reads);
    },
  };
}
