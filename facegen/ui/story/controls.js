// How one chooses in a step: a row of buttons, a slider over choices in their order, pixels to
// click, or the sliders of a face.
import { addressOf, ask } from "../widgets/ask.js";
import { button, make, press } from "../widgets/dom.js";
import { drawnFrom } from "../widgets/seeds.js";
import { ownPictures } from "./own/control.js";
import { faceOf, placeOf, textOf, toggled, verdictOn } from "./places.js";

const PIXELS = 4;
const SHADES = ["black", "white"];
const REACH = 2.5;
const SAID = { right: "✓ ", missed: "✓ ", wrong: "✗ ", "": "" };

// Each of these makes {element, paint(choice, view)} for a step; `chosen` is told what is chosen.
// One that answers by itself has `answer(choice)` too, null where the server is to be asked.
export const CONTROLS = { buttons, slider, pixels, faces, own };

function buttons(step, chosen) {
  const made = step.choices.map(([key, label]) =>
    button(label, () => chosen(key), { dataset: { choice: key } }),
  );
  const element = make(
    "div",
    { className: "story-buttons", role: "group", ariaLabel: step.action },
    ...made,
  );
  function paint(choice, view) {
    made.forEach((one, i) => {
      const [key, label] = step.choices[i];
      const verdict = step.quiz ? verdictOn(key, choice, view?.right) : "";
      press(one, key === choice);
      one.dataset.verdict = verdict;
      one.textContent = SAID[verdict] + label;
    });
  }
  return { element, paint };
}

function slider(step, chosen) {
  const last = step.choices.length - 1;
  const range = make("input", {
    type: "range",
    min: 0,
    max: last,
    step: 1,
    ariaLabel: step.action,
  });
  const names = step.choices.map(([, label]) => make("span", { textContent: label }));
  const element = make(
    "div",
    { className: "story-slider" },
    range,
    make("div", { className: "story-ticks", ariaHidden: "true" }, ...names),
  );
  range.addEventListener("input", () => chosen(step.choices[Number(range.value)][0]));
  function paint(choice) {
    const at = placeOf(step.choices, choice);
    range.value = at;
    range.setAttribute("aria-valuetext", step.choices[at][1]);
    names.forEach((one, i) => {
      one.classList.toggle("story-tick", i === at);
    });
  }
  return { element, paint };
}

// A choice is twelve pixels, a dash and the two that are looked at.
function pixels(step, chosen) {
  let now = step.first;
  const cells = [...now.split("-")[0]].map((_, i) =>
    button("", () => chosen(toggled(now, i)), { className: "story-pixel" }),
  );
  const pictures = [0, 1, 2].map((n) =>
    make(
      "div",
      { className: "story-picture", role: "group", ariaLabel: `Picture ${n + 1}` },
      ...cells.slice(n * PIXELS, (n + 1) * PIXELS),
    ),
  );
  const pair = make("select", { ariaLabel: "Two pixels" });
  pair.append(
    ...step.choices.map(([value, textContent]) => make("option", { value, textContent })),
  );
  pair.addEventListener("change", () => chosen(`${now.split("-")[0]}-${pair.value}`));
  const element = make("div", { className: "story-pictures" }, ...pictures, pair);
  function paint(choice) {
    now = choice;
    const [bits, two] = choice.split("-");
    pair.value = two;
    cells.forEach((one, i) => {
      const shade = SHADES[bits[i]];
      one.dataset.shade = shade;
      press(one, bits[i] === "1");
      one.ariaLabel = `Picture ${Math.floor(i / PIXELS) + 1}, x${(i % PIXELS) + 1}: ${shade}`;
    });
  }
  return { element, paint };
}

function own(step, chosen, { keeps }) {
  return ownPictures(step, chosen, buttons, keeps);
}

// A choice is a face as its link writes it.
function faces(step, chosen) {
  let offered = null; // by the generator, once it is asked
  let face = faceOf(step.first);
  const wish = (change) => chosen(textOf({ ...face, ...change }));
  const ranges = step.choices.map(([name, ariaLabel]) => {
    const range = make("input", { type: "range", min: -REACH, max: REACH, step: 0.1, ariaLabel });
    range.addEventListener("input", () => {
      wish({ attributes: { ...face.attributes, [name]: Number(range.value) } });
    });
    return make("label", {}, make("span", { textContent: ariaLabel }), range);
  });
  const another = button("Another face", async () => {
    offered ??= ask(addressOf("latent/model")).then((answer) => answer.json());
    const model = await offered.catch(() => null);
    wish({ seed: drawnFrom(model?.sound), attributes: {} });
  });
  const element = make(
    "div",
    { className: "story-sliders" },
    ...ranges,
    make("div", { className: "story-buttons" }, another),
  );
  function paint(choice) {
    face = faceOf(choice);
    step.choices.forEach(([name], i) => {
      const range = ranges[i].lastElementChild;
      const value = face.attributes[name] || 0;
      if (Number(range.value) !== value) range.value = value;
      range.setAttribute("aria-valuetext", value ? `${value > 0 ? "+" : ""}${value}` : "as it is");
    });
  }
  return { element, paint };
}
