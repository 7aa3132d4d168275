// How the chosen run goes, and what can be done with it; it tells the tab's other widgets what is
// watched. props.value is {run, other, shown, action}; props.told says what was done; fixed.states
// says what each state of a run is called and offers, and fixed.presets what each preset is called.
import { addressOf } from "../widgets/ask.js";
import { button, linkTo, make, paragraph, reveal, shows } from "../widgets/dom.js";
import { population } from "../widgets/news.js";
import { counted, number, span } from "../widgets/words.js";
import { Actions } from "./actions.js";
import { smoothing, watched } from "./news.js";
import { Watcher } from "./watcher.js";

const TOLD_MS = 8000;
const UNDO_MS = 60_000;
const UNFOLD_MS = 300;
const DATED = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /;

// Numbers of a run, [name, text]. One that trains has all its rows from the start: nothing moves.
export function figuresOf(run) {
  const of = (spent, budget) => (budget ? `${spent} of ${budget}` : spent);
  const trains = run.state === "training";
  const pictures = run.kimg && number(run.kimg * 1000);
  const rows = [["Pictures seen", of(number(run.images), pictures)]];
  if (run.pace || trains)
    rows.push(["Pictures a second", run.pace ? number(run.pace, run.pace < 10 ? 1 : 0) : "…"]);
  rows.push(["Trained for", of(span(run.seconds), run.minutes && span(run.minutes * 60))]);
  if (trains) rows.push(["Time left", run.seconds_left == null ? "…" : span(run.seconds_left)]);
  return rows;
}

function openForm() {
  const form = document.querySelector("#training-start");
  const head = form?.querySelector("button");
  if (!head) {
    setTimeout(openForm, UNFOLD_MS); // the page is still being drawn
    return;
  }
  if (!head.classList.contains("open")) head.click();
  setTimeout(() => reveal(form, "start"), UNFOLD_MS);
}

export function start({ element, props, trigger, watch, fixed }) {
  const find = (selector) => element.querySelector(selector);
  const chooser = find(".monitor-run");
  const second = find(".monitor-other");
  const bar = find(".monitor-bar");
  const said = find(".monitor-said");
  const checkpoints = find(".monitor-checkpoint");
  const restart = find(".monitor-restart");
  const { states } = fixed;
  let toldAt = 0;

  // What a run began as, as the form calls it, without what follows a colon there.
  function kindOf({ preset }) {
    return (fixed.presets[preset] ?? preset).split(":")[0];
  }

  function labelOf(run) {
    const words = states[run.state].words.toLowerCase();
    return [run.name, kindOf(run), words].filter(Boolean).join(" · ");
  }

  function set(change) {
    props.value = { ...props.value, ...change };
  }

  const actions = new Actions((action) => {
    set({ action });
    trigger("submit");
  }, paint);

  const watcher = new Watcher({
    inSight: () => element.offsetParent !== null && !document.hidden,
    chosen: () => props.value,
    changed: (news) => {
      element.classList.remove("monitor-lost");
      // The chosen run was deleted, here or elsewhere: the newest takes its place.
      if (!news.run && news.runs.length) return choose({ run: null });
      if (news.run && props.value.shown !== news.run.name) set({ shown: news.run.name });
      watched.tell(news);
      paint();
    },
    failed: (error) => {
      element.classList.add("monitor-lost");
      delete said.dataset.signature;
      said.textContent = error.status
        ? error.message
        : "The server does not answer; trying again. A run goes on without it.";
    },
  });
  const poll = () => watcher.poll();

  function paint() {
    const { runs, run } = watched.now;
    paintChoosers(runs, run);
    element.dataset.state = run ? run.state : "none";
    find(".monitor-name").textContent = run ? states[run.state].words : "No run yet";
    const trains = run?.preset;
    find(".monitor-what").textContent = trains
      ? `${kindOf(run)}, on ${counted(run.trained_on, "face")} (${run.faces})`
      : "";
    const done = Math.round((run?.done || 0) * 1000) / 10;
    bar.hidden = !run || run.state === "unreadable";
    bar.firstElementChild.style.width = `${done}%`;
    bar.setAttribute("aria-valuenow", done);
    find(".monitor-figures").replaceChildren(...(trains ? figuresOf(run) : []).map(figure));
    paintSaid(run);
    paintTold(run?.told || []);
    paintActions(run);
    paintBack(run);
    linkTo(element, link());
  }

  function figure([name, textContent]) {
    return make("div", {}, make("dt", { textContent: name }), make("dd", { textContent }));
  }

  function paintChoosers(runs, run) {
    const { other } = props.value;
    if (shows(chooser, [runs.map(labelOf), run?.name, other])) return;
    const options = (some, chosen) =>
      some.map((one) => new Option(labelOf(one), one.name, false, one.name === chosen));
    chooser.replaceChildren(...options(runs, run?.name));
    if (!run) chooser.prepend(new Option("No run yet", "", true, true));
    const others = runs.filter(({ name }) => name !== run?.name);
    second.replaceChildren(new Option("Nothing", "", false, !other), ...options(others, other));
    chooser.disabled = !runs.length;
    second.parentElement.hidden = runs.length < 2;
  }

  // What was just done stands for some seconds in the place of the run's last words.
  function paintSaid(run) {
    const { text, undo } = props.told || {};
    const age = Date.now() - toldAt;
    const token = undo && age < UNDO_MS ? undo : "";
    const told = text && (token || age < TOLD_MS);
    const words = told ? text : (run?.words || "").replace(DATED, "");
    if (shows(said, [words, token])) return;
    said.textContent = words;
    if (!token) return;
    const undone = () => actions.do({ what: "undo", token });
    said.append(" ", button("Undo", undone, { className: "monitor-undo" }));
  }

  function paintTold(sentences) {
    const told = find(".monitor-told");
    if (!shows(told, sentences)) told.replaceChildren(...sentences.map((one) => paragraph(one)));
  }

  function paintActions(run) {
    find(".monitor-begin").hidden = !fixed.allowed;
    const offered = run && fixed.allowed ? states[run.state].offers : [];
    const opens = Boolean(run?.checkpoints?.length && run.preset !== "category");
    const box = find(".monitor-actions");
    if (shows(box, [run?.name, offered, opens, actions.state, population.now])) return;
    const buttons = offered.map((one) => actions.offer(run, one));
    if (opens)
      buttons.push(
        make("a", {
          href: addressOf("", { tab: "latent", ...population.now, checkpoint: `run:${run.name}` }),
          textContent: "Open in Latent",
          title: "Explore what this network can paint, with its newest checkpoint.",
        }),
      );
    box.replaceChildren(...buttons);
  }

  function paintBack(run) {
    const kept = (fixed.allowed && run?.state !== "recorded" && run?.checkpoints) || [];
    find(".monitor-back").hidden = kept.length === 0;
    if (!shows(checkpoints, kept)) {
      const older = checkpoints.selectedIndex > 0 ? Number(checkpoints.value) : null;
      const options = kept.map((images) => new Option(counted(images, "picture"), images));
      checkpoints.replaceChildren(...options.reverse());
      if (kept.includes(older)) checkpoints.value = older; // who chose none gets the newest
    }
    restart.disabled = !(run && states[run.state].restarts) || actions.busy !== null;
    const sure = "Press again: what came after is lost";
    actions.label(restart, goingBack(), "Restart from there", sure);
  }

  function goingBack() {
    return { what: "restart", run: props.value.shown, images: Number(checkpoints.value) };
  }

  function link() {
    const { runs, run } = watched.now;
    const { run: wanted, other } = props.value;
    const named = run && (wanted || runs[0].name !== run.name) ? { run: run.name } : {};
    const compared = other ? { compare: other } : {};
    return addressOf("", { tab: "training", ...population.now, ...named, ...compared });
  }

  function choose(change) {
    set({ ...change, action: null });
    poll();
  }

  find(".monitor-try").addEventListener("click", () => actions.do({ what: "two-minutes" }));
  find(".monitor-own").addEventListener("click", openForm);
  restart.addEventListener("click", () => actions.press(goingBack(), true));
  checkpoints.addEventListener("change", paint);
  find(".monitor-branch").addEventListener("click", () => {
    set({ action: { what: "branch", images: Number(checkpoints.value) } });
    trigger("select");
    openForm();
  });
  chooser.addEventListener("change", () => {
    const { other } = props.value;
    const run = chooser.value || null;
    choose({ run, other: other === run ? null : other });
  });
  second.addEventListener("change", () => choose({ other: second.value || null }));
  smoothing.hear(poll);
  population.hear(paint);
  document.addEventListener("visibilitychange", poll);
  new IntersectionObserver(poll).observe(element);
  watch("value", poll);
  watch("told", () => {
    if (!actions.busy) reveal(element, "nearest"); // the form, far below, began a run
    actions.done();
    toldAt = Date.now();
    paint();
    poll();
  });
  poll();
}
