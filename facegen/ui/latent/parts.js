// Small parts that several ways to change a face are made of.
import { make, paragraph } from "../widgets/dom.js";

export function explained(heading, text) {
  return make(
    "details",
    { className: "lp-what" },
    make("summary", { textContent: heading }),
    paragraph(text),
  );
}

export function choice(ariaLabel, pairs, start) {
  const options = pairs.map(([value, textContent]) => make("option", { value, textContent }));
  const select = make("select", { ariaLabel }, ...options);
  select.value = start;
  return select;
}

// A slider that changes the state of the walk by `moved`.
export function slider(walk, label, { low = 0, high, step, start }, moved) {
  const input = make("input", { type: "range", min: low, max: high, step, value: start });
  input.addEventListener("input", () => {
    moved(Number(input.value));
    walk.show();
  });
  input.addEventListener("change", () => walk.settle(input));
  const name = make("span", { className: "lp-name", textContent: label });
  return make("label", { className: "lp-row lp-wide" }, name, input);
}
