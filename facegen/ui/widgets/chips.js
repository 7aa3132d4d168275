// Three-state attribute chips: any -> must have -> must not have -> any.
// props.value is {required: [...], excluded: [...]}; props.groups describes the chips;
// props.counts says how many faces would remain with each attribute added.
const STATES = ["any", "must", "mustnot"];
const WORDS = { any: "any", must: "must have", mustnot: "must not have" };
const query = element.querySelector("input");
const body = element.querySelector(".chips-groups");
const undo = element.querySelector(".chips-undo");
const clear = element.querySelector(".chips-clear");
const summary = element.querySelector(".chips-summary");
const past = [];

function stateOf(name) {
  if (props.value.required.includes(name)) return "must";
  return props.value.excluded.includes(name) ? "mustnot" : "any";
}

function commit(value, remember = true) {
  if (remember) past.push(props.value);
  props.value = value;
  paint();
  trigger("input");
}

function set(name, state) {
  const required = props.value.required.filter((other) => other !== name);
  const excluded = props.value.excluded.filter((other) => other !== name);
  if (state === "must") required.push(name);
  if (state === "mustnot") excluded.push(name);
  commit({ required, excluded });
}

function build() {
  body.replaceChildren();
  for (const group of props.groups) {
    const section = document.createElement("fieldset");
    const title = document.createElement("legend");
    title.textContent = group.title;
    section.append(title);
    if (group.note) {
      const note = document.createElement("p");
      note.className = "chips-note";
      note.textContent = group.note;
      section.append(note);
    }
    for (const attribute of group.attributes) {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = "chip";
      chip.dataset.name = attribute.name;
      chip.dataset.label = attribute.label;
      chip.innerHTML =
        '<span class="chip-mark" aria-hidden="true"></span><span class="chip-label"></span><span class="chip-count" aria-hidden="true"></span>';
      chip.querySelector(".chip-label").textContent = attribute.label;
      section.append(chip);
    }
    body.append(section);
  }
  paint();
  search();
}

function paint() {
  const { required, excluded } = props.value;
  for (const chip of body.querySelectorAll(".chip")) {
    const { name, label } = chip.dataset;
    const state = stateOf(name);
    const count = (props.counts || {})[name];
    chip.dataset.state = state;
    chip.classList.toggle("chip-dead", state === "any" && count === 0);
    const counted = count === undefined || state !== "any" ? "" : count.toLocaleString("en");
    chip.querySelector(".chip-count").textContent = counted;
    chip.title = `${name}: ${WORDS[state]}` + (counted ? ` (${counted} faces with it here)` : "");
    chip.setAttribute("aria-label", `${label}: ${WORDS[state]}`);
    chip.setAttribute(
      "aria-pressed",
      state === "any" ? "false" : state === "must" ? "true" : "mixed",
    );
  }
  const chosen = required.length + excluded.length;
  clear.disabled = chosen === 0;
  undo.disabled = past.length === 0;
  summary.textContent =
    chosen === 0
      ? "No condition: everybody"
      : `${required.length} required, ${excluded.length} excluded`;
}

function search() {
  const words = query.value.trim().toLowerCase();
  for (const section of body.children) {
    let shown = 0;
    for (const chip of section.querySelectorAll(".chip")) {
      const text = `${chip.dataset.name} ${chip.dataset.label}`.toLowerCase().replaceAll("_", " ");
      const fits = text.includes(words.replaceAll("_", " "));
      chip.hidden = !fits;
      shown += fits;
    }
    section.hidden = shown === 0;
  }
}

body.addEventListener("click", (event) => {
  const chip = event.target.closest(".chip");
  if (!chip) return;
  const now = stateOf(chip.dataset.name);
  const next = event.shiftKey
    ? now === "mustnot"
      ? "any"
      : "mustnot"
    : STATES[(STATES.indexOf(now) + 1) % 3];
  set(chip.dataset.name, next);
});
body.addEventListener("contextmenu", (event) => {
  const chip = event.target.closest(".chip");
  if (!chip) return;
  event.preventDefault();
  set(chip.dataset.name, stateOf(chip.dataset.name) === "mustnot" ? "any" : "mustnot");
});
body.addEventListener("keydown", (event) => {
  const chip = event.target.closest(".chip");
  const state = { "+": "must", "-": "mustnot", 0: "any", Delete: "any" }[event.key];
  if (!chip || !state) return;
  event.preventDefault();
  set(chip.dataset.name, state);
});
query.addEventListener("input", search);
query.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    query.value = "";
    search();
  }
  if (event.key !== "Enter") return;
  const first = [...body.querySelectorAll(".chip")].find(
    (chip) => !chip.hidden && !chip.parentElement.hidden,
  );
  if (first) first.click();
});
clear.addEventListener("click", () => commit({ required: [], excluded: [] }));
undo.addEventListener("click", () => {
  if (past.length) commit(past.pop(), false);
});
window.addEventListener("facegen-query", (event) => {
  if (event.detail.target === props.name) commit(event.detail.query);
});
watch("groups", build);
watch(["value", "counts"], paint);
build();
