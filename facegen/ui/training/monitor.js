// Asks the server once a second what has changed while it is in sight, shows how the chosen run
// goes, and tells the tab's other widgets by the event "facegen-run": {runs, run, other}.
const EVERY_MS = 1000;
const chooser = element.querySelector(".monitor-run");
const second = element.querySelector(".monitor-other");
const dot = element.querySelector(".monitor-dot");
const bar = element.querySelector(".monitor-bar");
const said = element.querySelector(".monitor-said");
const actions = element.querySelector(".monitor-actions");
const back = element.querySelector(".monitor-back");
const checkpoints = element.querySelector(".monitor-checkpoint");
const restart = element.querySelector(".monitor-restart");
const STATES = {
  training: "Training",
  paused: "Paused",
  stopped: "Stopped",
  interrupted: "Interrupted",
  finished: "Finished",
  queued: "Waiting",
  starting: "Starting",
  recorded: "Recorded",
  unreadable: "Cannot be read",
  failed: "Failed",
  silent: "No sign of life",
  new: "Not begun",
};
const seen = { run: {}, other: {} };
let smoothing = 0.6;
let busy = null;
let confirming = null;
let timer = null;
let asking = false,
  again = false;
let toldUntil = 0;

const number = (value, digits = 0) =>
  Number(value).toLocaleString("en", { maximumFractionDigits: digits });
function span(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return minutes ? `${minutes} min ${Math.round(seconds % 60)} s` : `${Math.round(seconds)} s`;
}
const inSight = () => element.offsetParent !== null && !document.hidden;

async function ask(which, name) {
  const known = seen[which];
  const query = new URLSearchParams({ smooth: smoothing });
  if (name) query.set("run", name);
  if (known.tag && known.name === name && known.smoothing === smoothing)
    query.set("seen", known.tag);
  const answer = await fetch(`training/view?${query}`);
  if (answer.status === 204) return false;
  if (!answer.ok) throw new Error((await answer.json()).error);
  const view = await answer.json();
  if (!("run" in view)) view.run = known.view.run; // as it was, but for its brief
  if (view.run) view.run = { ...view.run, ...view.runs.find((one) => one.name === view.run.name) };
  seen[which] = { tag: view.tag, name, smoothing, view };
  return true;
}

async function poll() {
  clearTimeout(timer);
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  if (inSight()) {
    try {
      const { run, other } = props.value;
      let changed = await ask("run", run);
      if (other) changed = (await ask("other", other)) || changed;
      else if (seen.other.view) {
        seen.other = {};
        changed = true;
      }
      if (changed || element.classList.contains("monitor-lost")) tell();
      element.classList.remove("monitor-lost");
    } catch (error) {
      element.classList.add("monitor-lost");
      delete said.dataset.signature;
      said.textContent =
        error instanceof TypeError
          ? "The server does not answer; trying again. A run goes on without it."
          : error.message;
    }
  }
  asking = false;
  timer = setTimeout(poll, again ? 0 : EVERY_MS);
  again = false;
}

function tell() {
  const { runs, run } = seen.run.view;
  const other = seen.other.view ? seen.other.view.run : null;
  if (run && props.value.shown !== run.name) props.value = { ...props.value, shown: run.name };
  window.facegenRun = { runs, run, other };
  window.dispatchEvent(new CustomEvent("facegen-run", { detail: window.facegenRun }));
  paint();
}

function option(value, text, chosen) {
  return new Option(text, value, false, chosen);
}

function paintChoosers(runs, run) {
  const label = ({ name, preset, state }) =>
    `${name}${preset ? ` · ${preset}` : ""} · ${(STATES[state] || state).toLowerCase()}`;
  if (same(chooser, [runs.map(label), run && run.name, props.value.other])) return;
  chooser.replaceChildren(
    ...runs.map((one) => option(one.name, label(one), run && one.name === run.name)),
  );
  if (!runs.length) chooser.append(option("", "No run yet", true));
  else if (!run) chooser.prepend(option("", "Choose a run", true));
  second.replaceChildren(
    option("", "Nothing", !props.value.other),
    ...runs
      .filter((one) => !run || one.name !== run.name)
      .map((one) => option(one.name, label(one), one.name === props.value.other)),
  );
  chooser.disabled = !runs.length;
  second.parentElement.hidden = runs.length < 2;
}

function figures(run) {
  const budget = run.kimg
    ? `of ${number(run.kimg * 1000)}`
    : run.minutes
      ? `in ${number(run.minutes, 1)} min`
      : "";
  const trains = run.state === "training"; // with all its rows from the start: nothing below moves
  const rows = [["Pictures seen", `${number(run.images)} ${budget}`]];
  if (run.pace || trains)
    rows.push(["A second", run.pace ? number(run.pace, run.pace < 10 ? 1 : 0) : "…"]);
  rows.push(["Trained for", span(run.seconds)]);
  if (trains) rows.push(["Time left", run.seconds_left == null ? "…" : span(run.seconds_left)]);
  return rows.map(([name, value]) => {
    const pair = document.createElement("div"),
      term = document.createElement("dt"),
      figure = document.createElement("dd");
    term.textContent = name;
    figure.textContent = value;
    pair.append(term, figure);
    return pair;
  });
}

function paint() {
  const { runs, run } = seen.run.view;
  paintChoosers(runs, run);
  element.dataset.state = run ? run.state : "none";
  element.querySelector(".monitor-name").textContent = run
    ? STATES[run.state] || run.state
    : "No run yet";
  element.querySelector(".monitor-what").textContent =
    run && run.preset ? `${run.preset} on ${number(run.trained_on)} faces of ${run.faces}` : "";
  const done = run && run.done ? Math.round(run.done * 1000) / 10 : 0;
  bar.hidden = !run || run.state === "unreadable";
  bar.firstElementChild.style.width = `${done}%`;
  bar.setAttribute("aria-valuenow", done);
  element
    .querySelector(".monitor-figures")
    .replaceChildren(...(run && run.preset ? figures(run) : []));
  paintSaid(run);
  paintActions(run);
  address();
}

// What was just done stands for some seconds in the place of the run's last words.
function paintSaid(run) {
  const { text, undo } = props.told || {};
  const undoable = undo && Date.now() < toldUntil + 52000 ? undo : "";
  const told = text && (undoable || Date.now() < toldUntil);
  const words = told
    ? text
    : run
      ? (run.words || "").replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /, "")
      : "";
  if (same(said, [words, undoable])) return;
  said.textContent = words;
  if (!undoable) return;
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    textContent: "Undo",
    className: "monitor-undo",
  });
  button.addEventListener("click", () => perform({ what: "undo", token: undoable }));
  said.append(" ", button);
}

// Whether a part shows this already: a button that is made anew under a finger is never clicked.
function same(part, shown) {
  const signature = JSON.stringify(shown);
  if (part.dataset.signature === signature) return true;
  part.dataset.signature = signature;
  return false;
}

function perform(action) {
  busy = action.what;
  confirming = null;
  props.value = { ...props.value, action };
  paint();
  trigger("submit");
}

// Asks a second time where `sure` says so; the question is withdrawn after a while.
function ask_or_perform(action, sure) {
  if (!sure || confirming === action.what) return perform(action);
  confirming = action.what;
  paint();
  setTimeout(() => {
    if (confirming === action.what) {
      confirming = null;
      paint();
    }
  }, 5000);
}

function paintActions(run) {
  element.querySelector(".monitor-begin").hidden = !props.allowed;
  paintBack(run);
  const offered = run ? (props.offers || {})[run.state] || [] : [];
  const opens = run && run.checkpoints && run.checkpoints.length && run.preset !== "category";
  if (same(actions, [run && run.name, offered, opens, busy, confirming])) return;
  const buttons = offered.map(({ what, label, hint, sure }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.what = what;
    button.title = hint;
    button.textContent = busy === what ? `${label} …` : confirming === what ? sure : label;
    button.disabled = busy !== null;
    button.classList.toggle("monitor-sure", confirming === what);
    button.addEventListener("click", () => ask_or_perform({ what, run: run.name }, sure));
    return button;
  });
  if (opens) {
    const link = document.createElement("a");
    link.href = `?${new URLSearchParams({ tab: "latent", checkpoint: `run:${run.name}` })}`;
    link.textContent = "Open in Latent";
    link.title = "Explore what this network can paint, with its newest checkpoint.";
    buttons.push(link);
  }
  actions.replaceChildren(...buttons);
}

function paintBack(run) {
  const kept = (props.allowed && run && run.state !== "recorded" && run.checkpoints) || [];
  back.hidden = kept.length === 0;
  if (checkpoints.dataset.kept !== String(kept)) {
    checkpoints.dataset.kept = String(kept);
    checkpoints.replaceChildren(
      ...[...kept].reverse().map((images) => new Option(`${number(images)} pictures`, images)),
    );
  }
  const idle = run && ["stopped", "interrupted", "failed", "finished"].includes(run.state);
  restart.disabled = !idle || busy !== null;
  restart.textContent =
    busy === "restart"
      ? "Restart …"
      : confirming === "restart"
        ? "Press again: what came after is lost"
        : "Restart from there";
  restart.classList.toggle("monitor-sure", confirming === "restart");
}

function address() {
  if (!element.offsetParent) return;
  const query = new URLSearchParams({ tab: "training" });
  const { runs, run } = seen.run.view || { runs: [] };
  if (run && (props.value.run || runs[0].name !== run.name)) query.set("run", run.name);
  if (props.value.other) query.set("with", props.value.other);
  history.replaceState(null, "", `?${query}`);
}

function choose(change) {
  props.value = { ...props.value, ...change, action: null };
  poll();
}

element
  .querySelector(".monitor-try")
  .addEventListener("click", () => perform({ what: "two-minutes" }));
element.querySelector(".monitor-own").addEventListener("click", openForm);
restart.addEventListener("click", () =>
  ask_or_perform(
    { what: "restart", run: props.value.shown, images: Number(checkpoints.value) },
    true,
  ),
);
element.querySelector(".monitor-branch").addEventListener("click", () => {
  props.value = { ...props.value, action: { what: "branch", images: Number(checkpoints.value) } };
  trigger("select");
  openForm();
});
function openForm() {
  const form = document.querySelector("#training-start");
  const head = form.querySelector("button");
  if (!head.classList.contains("open")) head.click();
  setTimeout(() => form.scrollIntoView({ behavior: "smooth", block: "start" }), 300); // once it is unfolded
}
chooser.addEventListener("change", () =>
  choose({
    run: chooser.value || null,
    other: props.value.other === chooser.value ? null : props.value.other,
  }),
);
second.addEventListener("change", () => choose({ other: second.value || null }));
window.addEventListener("facegen-smoothing", (event) => {
  smoothing = event.detail;
  poll();
});
document.addEventListener("visibilitychange", poll);
new IntersectionObserver(poll).observe(element);
watch("value", poll);
watch("told", () => {
  busy = null;
  toldUntil = Date.now() + 8000;
  if (seen.run.view) paint();
  poll();
});
poll();
