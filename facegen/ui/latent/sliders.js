// Make an element of the page.
function make(tag, properties = {}, ...children) {
  const one = Object.assign(document.createElement(tag), properties);
  one.append(...children);
  return one;
}

// The sliders: truncation, principal components, attributes in groups, single coordinates.
const FEW = 8;
const body = find(".lp-sliders");

function row({ kind, key, label, note, low, high, start }) {
  const line = document.createElement("label");
  line.className = "lp-row";
  line.dataset.kind = kind;
  line.dataset.key = key;
  line.title = note || "";
  line.innerHTML =
    '<span class="lp-name"></span><input type="range"><output></output><span class="lp-read" hidden><i></i><b></b></span>';
  line.querySelector(".lp-name").textContent = label;
  const input = line.querySelector("input");
  Object.assign(input, { min: low, max: high, step: 0.05, value: start });
  input.dataset.start = start;
  input.style.setProperty("--zero", (start - low) / (high - low));
  return line;
}

function group(heading, note, rows, open) {
  const box = document.createElement("details");
  box.className = "lp-group";
  box.open = open;
  const summary = document.createElement("summary");
  summary.textContent = heading;
  box.append(summary);
  if (note) {
    const words = document.createElement("p");
    words.textContent = note;
    box.append(words);
  }
  box.append(...rows);
  return box;
}

function component({ number, share }) {
  return row({
    kind: "components",
    key: number,
    label: `Component ${number + 1}`,
    low: -4,
    high: 4,
    start: 0,
    note: `${(share * 100).toFixed(1)} % of what styles differ in; one unit is one standard deviation`,
  });
}

// What truncation leads to: the mean of all faces, or of those with or without an attribute.
function centreChoice(names) {
  const choose = make(
    "select",
    { className: "lp-centre", ariaLabel: "Truncate towards" },
    make("option", { value: "", textContent: "the mean face" }),
    ...names.flatMap(({ name, label }) => [
      make("option", { value: name, textContent: `the mean face: ${label}` }),
      make("option", { value: `-${name}`, textContent: `the mean face: not ${label}` }),
    ]),
  );
  choose.addEventListener("change", () => {
    state.face.centre = choose.value;
    show();
    settle();
  });
  return make("label", { className: "lp-option" }, "Truncate towards ", choose);
}

function apartChoice() {
  const box = make("input", { type: "checkbox", className: "lp-apart" });
  box.addEventListener("change", () => {
    state.face.apart = box.checked;
    show();
    settle();
  });
  return make(
    "label",
    {
      className: "lp-option",
      title: "Takes out of each direction the attributes it is most entangled with",
    },
    box,
    " Attribute sliders leave alone what usually goes with them",
  );
}

function buildSliders() {
  const truncation = row({
    kind: "truncation",
    key: "",
    label: "Truncation",
    low: -1,
    high: 2,
    start: 1,
    note: "0 the mean face, 1 the face itself, 2 a caricature, -1 its opposite",
  });
  const components = model.components.map(component);
  const attributes = model.groups.map((some, i) =>
    group(
      some.title,
      some.note,
      some.attributes.map((one) =>
        row({
          kind: "attributes",
          key: one.name,
          label: one.label,
          low: -4,
          high: 4,
          start: 0,
          note: one.note || one.name,
        }),
      ),
      i === 0 || some.title === "Expression",
    ),
  );
  const length = model.latentDim;
  const raw = group(
    `All ${length} coordinates of the latent`,
    "What the generator is really given: numbers without a meaning of their own.",
    [],
    false,
  );
  raw.addEventListener("toggle", () => {
    if (raw.querySelector(".lp-row")) return;
    raw.append(
      ...Array.from({ length }, (_, i) =>
        row({ kind: "coordinates", key: i, label: `z ${i}`, low: -4, high: 4, start: 0 }),
      ),
    );
    paintSliders();
  });
  const names = model.groups.flatMap((some) => some.attributes);
  body.replaceChildren(
    truncation,
    ...(names.length ? [centreChoice(names), apartChoice()] : []),
    ...attributes,
    group(
      "Strongest principal components",
      "The directions in which this generator's faces differ most. Nobody named them: find out.",
      components.slice(0, FEW),
      !attributes.length,
    ),
    ...(components.length > FEW
      ? [group("Weaker components", "", components.slice(FEW), false)]
      : []),
    raw,
  );
}

function valueOf(kind, key) {
  return kind === "truncation" ? state.face.truncation : state.face[kind][key] || 0;
}

function setValue(kind, key, value) {
  if (kind === "truncation") state.face.truncation = value;
  else if (value) state.face[kind][key] = value;
  else delete state.face[kind][key];
}

function paintRow(line) {
  const input = line.querySelector("input");
  const value = valueOf(line.dataset.kind, line.dataset.key);
  if (Number(input.value) !== value) input.value = value;
  line.querySelector("output").textContent = value.toFixed(2);
  line.classList.toggle("lp-moved", value !== Number(input.dataset.start));
}

function paintSliders() {
  if (body.querySelector(".lp-centre")) {
    body.querySelector(".lp-centre").value = state.face.centre || "";
    body.querySelector(".lp-apart").checked = Boolean(state.face.apart);
  }
  for (const line of body.querySelectorAll(".lp-row")) paintRow(line);
}

body.addEventListener("input", (event) => {
  const line = event.target.closest(".lp-row");
  if (!line || event.target.type !== "range") return;
  setValue(line.dataset.kind, line.dataset.key, Number(event.target.value));
  show();
  paintRow(line);
});
body.addEventListener("change", (event) => {
  if (event.target.type === "range") settle();
});
function zero(line) {
  setValue(line.dataset.kind, line.dataset.key, Number(line.querySelector("input").dataset.start));
  paintRow(line);
  show();
  settle();
}
body.addEventListener("dblclick", (event) => {
  const line = event.target.closest(".lp-row");
  if (line) zero(line);
});
body.addEventListener("keydown", (event) => {
  const line = event.target.closest(".lp-row");
  if (line && ["0", "Delete", "Backspace"].includes(event.key)) {
    event.preventDefault();
    zero(line);
  }
});
find(".lp-reset").addEventListener("click", () => {
  const { seed, style, latent } = state.face;
  const face = freshFace(seed);
  if (style) face.style = style;
  if (latent) face.latent = latent;
  become({ ...state, face });
});
find(".lp-find").addEventListener("input", (event) => {
  const words = event.target.value.trim().toLowerCase();
  for (const box of body.querySelectorAll(".lp-group")) {
    let fits = 0;
    for (const line of box.querySelectorAll(".lp-row")) {
      line.hidden = !`${line.textContent} ${line.dataset.key}`
        .toLowerCase()
        .replaceAll("_", " ")
        .includes(words);
      fits += !line.hidden;
    }
    box.hidden = Boolean(words) && !fits;
    if (words && fits) box.open = true;
  }
});

// What the attribute network reads in the face, once the hand rests: bars, and a mark where the
// dataset's own share lies.
let reading = 0;
async function read() {
  const lines = [...body.querySelectorAll(".lp-row[data-kind='attributes']")];
  if (!lines.length || !element.offsetParent) return;
  const mine = ++reading;
  const store = props.store ? { store: props.store } : {};
  const answer = await fetch(`latent/reading?${queryOf({ ...fieldsOf(state), ...store })}`);
  if (!answer.ok || mine !== reading) return;
  const { probabilities, frequencies } = await answer.json();
  for (const line of lines) {
    const name = line.dataset.key;
    const bar = line.querySelector(".lp-read");
    const probability = probabilities[name];
    bar.hidden = probability === undefined;
    if (bar.hidden) continue;
    const share = frequencies[name];
    bar.style.setProperty("--read", probability);
    bar.style.setProperty("--share", share === undefined ? -1 : share);
    bar.title =
      `The attribute network sees it with ${Math.round(probability * 100)} %` +
      (share === undefined
        ? ""
        : `; ${Math.round(share * 100)} % of the faces of the dataset have it`);
  }
}
element.addEventListener("rested", () => read().catch(() => {}));
