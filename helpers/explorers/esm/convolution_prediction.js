// The prediction in ConvolutionExplorer: the reader says the output's size first and then reveals it.
import { button, toggle } from "./controls.js";
import { el, setText } from "./kit.js";
import { shape } from "./pictures.js";

export function predictionRow(link, flat, draw) {
  const { state } = link;
  let revealed = !state.predict;
  let guess = "";
  const predict = toggle("predict", "predict the output size first", (value) => {
    revealed = false;
    link.change({ predict: value });
  });
  const guesses = (flat ? ["length"] : ["rows", "columns"]).map((word) =>
    el("input", { type: "number", min: 0, max: 99, "aria-label": `your prediction: ${word} of the output`, "data-role": `number-${word}` }),
  );
  const reveal = button("reveal", "Reveal", () => {
    guess = guesses.map((node) => node.value || "?").join(" × ");
    revealed = true;
    draw();
  });
  const verdict = el("span", { "data-role": "verdict", role: "status" });
  guesses.forEach((node) => node.addEventListener("keydown", (event) => event.key === "Enter" && reveal.click()));
  return {
    node: el("div", { class: "cnx-row", style: "align-items:center;margin:2px 0 0" }, predict.node, el("span", {}, guesses[0], ...guesses.slice(1).flatMap((node) => [" × ", node])), reveal, verdict),
    predict,
    forget() {
      revealed = false;
      setText(verdict, "");
    },
    hides: (why) => state.predict && !revealed && !why,
    update(hidden, why, output) {
      for (const control of [...guesses, reveal]) control.disabled = !hidden;
      if (!state.predict || hidden || why) setText(verdict, "");
      else if (guess) {
        const out = shape(output, flat);
        setText(verdict, guess === out ? `Right: ${out}` : `You said ${guess}; it is ${out}`);
      }
    },
  };
}
