// Three-state attribute chips: any -> must have -> must not have -> any.
// props.value is {required: [...], excluded: [...]}; props.groups describes the chips;
// props.counts says how many faces would remain with each attribute added; fixed.examples are
// queries to begin with, and fixed.groups the chips where no update has named others.
import { isCommand, make, paragraph, press } from "./dom.js";
import { examples, queries } from "./news.js";
import { alike, askable, STATES, stateOf, surprise, withState } from "./query.js";
import { Early } from "./visit.js";
import { counted, number } from "./words.js";

const WORDS = { any: "any", must: "must have", mustnot: "must not have" };
const PRESSED = { any: "false", must: "true", mustnot: "mixed" };
const KEYS = { "+": "must", "-": "mustnot", 0: "any", Delete: "any" };

function chip({ name, label }) {
  return make(
    "button",
    { type: "button", className: "chip", dataset: { name, label } },
    make("span", { className: "chip-mark", ariaHidden: "true" }),
    make("span", { className: "chip-label", textContent: label }),
    make("span", { className: "chip-count", ariaHidden: "true" }),
  );
}

function groupBox({ title, note, attributes }) {
  return make(
    "fieldset",
    {},
    make("legend", { textContent: title }),
    ...(note ? [paragraph(note, "chips-note")] : []),
    ...attributes.map(chip),
  );
}

export function start({ element, props, trigger, watch, fixed }) {
  const find = (selector) => element.querySelector(selector);
  const query = find("input");
  const body = find(".chips-groups");
  const undo = find(".chips-undo");
  const clear = find(".chips-clear");
  const past = [];
  const early = new Early();
  let built = "";
  let chosen = null;
  props.groups ??= fixed.groups;
  props.value ??= { required: [], excluded: [] };

  function commit(value, remember = true) {
    if (remember) past.push(props.value);
    early.act();
    chosen = value;
    props.value = value;
    paint();
    trigger("input");
  }

  function set(name, state) {
    commit(withState(props.value, name, state));
  }

  function build() {
    const groups = JSON.stringify(props.groups);
    if (groups === built) return;
    built = groups;
    past.length = 0; // what another dataset was asked may mean nothing to this one
    body.replaceChildren(...props.groups.map(groupBox));
    const names = props.groups.flatMap((group) => group.attributes.map((one) => one.name));
    if (fixed.examples.length) offer(names);
    paint();
    search();
  }

  // Offer what a store that has these attributes can be asked, and a query by chance.
  function offer(names) {
    const offered = fixed.examples
      .filter(({ query }) => askable(query, names))
      .map(({ label, query }) => [label, () => commit(query)]);
    const byChance = ["Surprise me", () => commit(surprise(props.value, props.counts))];
    examples.tell(offered.length ? [...offered, byChance] : []);
  }

  function paintChip(one) {
    const { name, label } = one.dataset;
    const state = stateOf(props.value, name);
    const count = props.counts?.[name];
    const known = count !== undefined && state === "any";
    const faces = known ? counted(count, "face") : "";
    one.dataset.state = state;
    one.classList.toggle("chip-dead", state === "any" && count === 0);
    one.querySelector(".chip-count").dataset.count = known ? number(count) : "";
    one.title = `${name}: ${WORDS[state]}${faces && ` (${faces} with it here)`}`;
    one.ariaLabel = `${label}: ${WORDS[state]}${faces && `, ${faces}`}`;
    press(one, PRESSED[state]);
  }

  function paint() {
    for (const one of body.querySelectorAll(".chip")) paintChip(one);
    const { required, excluded } = props.value;
    const any = required.length + excluded.length > 0;
    clear.disabled = !any;
    undo.disabled = past.length === 0;
    find(".chips-summary").textContent = any
      ? `${required.length} required, ${excluded.length} excluded`
      : "No condition: everybody";
  }

  function search() {
    const words = query.value.trim().toLowerCase().replaceAll("_", " ");
    for (const section of body.children) {
      const chips = [...section.querySelectorAll(".chip")];
      for (const one of chips) {
        const text = `${one.dataset.name} ${one.dataset.label}`;
        one.hidden = !text.toLowerCase().replaceAll("_", " ").includes(words);
      }
      section.hidden = chips.every((one) => one.hidden);
    }
  }

  // Hear an event of a chip: its name, and how to go on from the state it is in.
  function hear(kind, next) {
    body.addEventListener(kind, (event) => {
      const name = event.target.closest(".chip")?.dataset.name;
      const state = name && next(event, stateOf(props.value, name));
      if (!state) return;
      event.preventDefault();
      set(name, state);
    });
  }

  const refuse = (state) => (state === "mustnot" ? "any" : "mustnot");
  hear("click", (event, state) =>
    event.shiftKey ? refuse(state) : STATES[(STATES.indexOf(state) + 1) % STATES.length],
  );
  hear("contextmenu", (_, state) => refuse(state));
  hear("keydown", (event) => (isCommand(event) ? "" : KEYS[event.key]));
  query.addEventListener("input", search);
  query.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      query.value = "";
      search();
    }
    if (event.key !== "Enter") return;
    const fits = (one) => !one.hidden && !one.parentElement.hidden;
    [...body.querySelectorAll(".chip")].find(fits)?.click();
  });
  clear.addEventListener("click", () => commit({ required: [], excluded: [] }));
  undo.addEventListener("click", () => {
    if (past.length) commit(past.pop(), false);
  });
  queries.hear(({ target, query: wanted }) => {
    if (target === fixed.target) commit(wanted);
  });
  watch("groups", build);
  watch("value", () => {
    if (early.outlives && !alike(props.value, chosen)) commit(chosen, false);
    else paint();
  });
  watch("counts", paint);
  build();
}
