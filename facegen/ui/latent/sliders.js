// The sliders: truncation, principal components, attributes in groups, single coordinates.
import { isCommand, make, paragraph } from "../widgets/dom.js";
import { freshFace } from "./state.js";

const FEW = 8;
const HATCHED = "Where a slider is hatched your face breaks: its scales no longer agree.";
const MORE = "Other attributes, typical or unusual, and the directions that nobody named.";
const REACH = { low: -4, high: 4, start: 0 };

function row({ kind, key, label, note = "", low, high, start }) {
  const input = make("input", { type: "range", min: low, max: high, step: 0.05, value: start });
  input.dataset.start = start;
  input.style.setProperty("--zero", (start - low) / (high - low));
  return make(
    "label",
    { className: "lp-row", title: note, dataset: { kind, key } },
    make("span", { className: "lp-name", textContent: label }),
    input,
    make("output"),
    make("span", { className: "lp-read", hidden: true }, make("i"), make("b")),
  );
}

function group(heading, note, rows, open) {
  return make(
    "details",
    { className: "lp-group", open },
    make("summary", { textContent: heading }),
    ...(note ? [paragraph(note)] : []),
    ...rows,
  );
}

function truncationRow() {
  const note = "truncation: 0 the mean face, 1 the face itself, 2 a caricature, -1 its opposite";
  const label = "How unusual";
  return row({ kind: "truncation", key: "", label, note, low: -1, high: 2, start: 1 });
}

function componentRow({ number, share }) {
  const percent = (share * 100).toFixed(1);
  const note = `${percent} % of what styles differ in; one unit is one standard deviation`;
  const label = `Component ${number + 1}`;
  return row({ kind: "components", key: number, label, note, ...REACH });
}

function attributeRow({ name, label, note }) {
  return row({ kind: "attributes", key: name, label, note: note || name, ...REACH });
}

function coordinateRow(_, i) {
  return row({ kind: "coordinates", key: i, label: `z ${i}`, ...REACH });
}

// What truncation leads to: the mean of all faces, or of those with or without an attribute.
function centreChoice(names, changed) {
  const means = names.flatMap(({ name, label }) => [
    make("option", { value: name, textContent: `the mean face: ${label}` }),
    make("option", { value: `-${name}`, textContent: `the mean face: not ${label}` }),
  ]);
  const select = make(
    "select",
    { className: "lp-centre", ariaLabel: "Truncate towards" },
    make("option", { value: "", textContent: "the mean face" }),
    ...means,
  );
  select.addEventListener("change", () => changed({ centre: select.value }));
  return make("label", { className: "lp-option" }, "Truncate towards ", select);
}

function apartChoice(changed) {
  const box = make("input", { type: "checkbox", className: "lp-apart" });
  box.addEventListener("change", () => changed({ apart: box.checked }));
  const title = "Takes out of each direction the attributes it is most entangled with";
  const words = " Attribute sliders leave alone what usually goes with them";
  return make("label", { className: "lp-option", title }, box, words);
}

export function addSliders({ find, walk }) {
  const body = find(".lp-sliders");
  const rows = () => body.querySelectorAll(".lp-row");
  const hatched = paragraph(HATCHED, "lp-legend");
  hatched.hidden = true;
  body.before(hatched);

  function changed(some) {
    Object.assign(walk.state.face, some);
    walk.show();
    walk.settle();
  }

  function coordinates(count) {
    const note = "What the generator is really given: numbers without a meaning of their own.";
    const box = group(`All ${count} coordinates of the latent`, note, [], false);
    box.addEventListener("toggle", () => {
      if (box.querySelector(".lp-row")) return;
      box.append(...Array.from({ length: count }, coordinateRow));
      paint();
    });
    return box;
  }

  let built = "";

  function build() {
    const { components, groups, latent_dim: latentDim } = walk.model;
    const signature = JSON.stringify([components, groups, latentDim]);
    if (signature === built) return; // a tuned generator has the sliders of the plain one
    built = signature;
    const names = groups.flatMap(({ attributes }) => attributes);
    const strong = components.slice(0, FEW).map(componentRow);
    const weak = components.slice(FEW).map(componentRow);
    const note =
      "The directions in which this generator's faces differ most. Nobody named them: find out.";
    const typical = group(
      "Typical or unusual",
      "Truncation draws a face to the mean face: 0 is the mean itself, 2 a caricature.",
      [truncationRow(), ...(names.length ? [centreChoice(names, changed)] : [])],
      !groups.length,
    );
    const [friendly, ...others] = groups.map(({ title, note, attributes }, i) =>
      group(title, note, attributes.map(attributeRow), i === 0),
    );
    const rest = [
      ...others,
      ...(names.length ? [apartChoice(changed)] : []),
      typical,
      group("Strongest principal components", note, strong, !groups.length),
      ...(weak.length ? [group("Weaker components", "", weak, false)] : []),
      coordinates(latentDim),
    ];
    // Where attributes have names, the rest waits until it is wanted.
    body.replaceChildren(...(friendly ? [friendly, group("More", MORE, rest, false)] : rest));
  }

  function offsetOf({ kind, key }) {
    const { face } = walk.state;
    return kind === "truncation" ? face.truncation : face[kind][key] || 0;
  }

  function setOffset({ kind, key }, value) {
    const { face } = walk.state;
    if (kind === "truncation") face.truncation = value;
    else if (value) face[kind][key] = value;
    else delete face[kind][key];
  }

  function paintRow(line) {
    const input = line.querySelector("input");
    const value = offsetOf(line.dataset);
    if (Number(input.value) !== value) input.value = value;
    line.querySelector("output").textContent = value.toFixed(2);
    paintReach(line, input);
    line.classList.toggle("lp-moved", value !== Number(input.dataset.start));
  }

  // Where a tuned face breaks its slider is hatched.
  function paintReach({ dataset, classList }, input) {
    const reach = dataset.kind === "attributes" && walk.reach[dataset.key];
    const share = (value) => (value - REACH.low) / (REACH.high - REACH.low);
    classList.toggle("lp-reach", Boolean(reach));
    if (!reach) return;
    ["--whole-from", "--whole-to"].forEach((name, i) => {
      input.style.setProperty(name, share(reach[i]));
    });
    const [from, to] = reach.map((value) => value.toFixed(1));
    input.title = `Your face stays whole from ${from} to ${to}`;
  }

  function paint() {
    const { centre, apart } = walk.state.face;
    if (find(".lp-centre")) {
      find(".lp-centre").value = centre || "";
      find(".lp-apart").checked = Boolean(apart);
    }
    for (const line of rows()) paintRow(line);
  }

  function move(line, value) {
    setOffset(line.dataset, value);
    walk.show();
    paintRow(line);
  }

  function zero(line) {
    move(line, Number(line.querySelector("input").dataset.start));
    walk.settle();
  }

  function search(words) {
    for (const box of body.querySelectorAll(".lp-group")) {
      let fits = 0;
      for (const line of box.querySelectorAll(".lp-row")) {
        const text = `${line.textContent} ${line.dataset.key}`.toLowerCase().replaceAll("_", " ");
        line.hidden = !text.includes(words);
        fits += !line.hidden;
      }
      box.hidden = Boolean(words) && !fits;
      if (words && fits) box.open = true;
    }
  }

  body.addEventListener("input", ({ target }) => {
    if (target.type === "range") move(target.closest(".lp-row"), Number(target.value));
  });
  body.addEventListener("change", ({ target }) => {
    if (target.type === "range") walk.settle(target);
  });
  body.addEventListener("dblclick", ({ target }) => {
    const line = target.closest(".lp-row");
    if (line) zero(line);
  });
  body.addEventListener("keydown", (event) => {
    const line = event.target.closest(".lp-row");
    if (!line || isCommand(event) || !["0", "Delete", "Backspace"].includes(event.key)) return;
    event.preventDefault();
    zero(line);
  });
  find(".lp-reset").addEventListener("click", () => {
    const { seed, style, latent } = walk.state.face;
    walk.become({
      face: { ...freshFace(seed), ...(style && { style }), ...(latent && { latent }) },
    });
  });
  find(".lp-find").addEventListener("input", ({ target }) => {
    search(target.value.trim().toLowerCase());
  });
  walk.hear("opened", build);
  walk.hear("paint", paint);
  walk.hear("reach", () => {
    hatched.hidden = !Object.keys(walk.reach).length;
    paint();
  });
}
