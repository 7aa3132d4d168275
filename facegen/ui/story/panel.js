// The story: which step is read, what was chosen in each, and what the stage therefore shows.
// props.value is {step, choice} of a link; fixed.steps the steps, and fixed.keeps whether the
// server keeps a reader's own pictures. It sends `submit` once the reader has something to read:
// what other tabs begin with can be made meanwhile.

import { fieldsOf, withFields } from "../widgets/address.js";
import { addressOf, ask } from "../widgets/ask.js";
import { linkTo, make, paragraph, reveal } from "../widgets/dom.js";
import { datasetField, population } from "../widgets/news.js";
import { Early, followed } from "../widgets/visit.js";
import { CONTROLS } from "./controls.js";
import { readAt } from "./places.js";
import { Shown } from "./shown.js";
import { nodesOf } from "./words.js";

const LINE = 0.45; // a step is read once it begins above this share of the room under the bar
const MOST_KEPT = 100; // answers
const SETTLED_MS = 120; // a step that is only scrolled past is not asked for
const LATE_MS = 400; // and the picture of another step stays no longer than this
const FIRST_TALK = "Working it out …";

export function start({ element, props, trigger, watch, fixed }) {
  const find = (selector) => element.querySelector(selector);
  const answers = new Map();
  const early = new Early();
  const steps = fixed.steps.map(partOf);
  const shown = new Shown(element, (choice) => choose(steps[now], choice));
  let now = 0;
  let onStage = null;
  let settling = 0;
  let hasRested = false;

  // A step as it stands on the page, with what is chosen in it.
  function partOf(step, at) {
    const part = { ...step, at, choice: step.first, view: null };
    part.control = CONTROLS[step.control](step, (choice) => choose(part, choice), fixed);
    part.said = make("p", { className: "story-said", role: "status" });
    part.workbench = make("a", {
      className: "story-workbench",
      textContent: "Open in the workbench",
    });
    part.whose = make("span");
    part.section = make(
      "section",
      { className: "story-step", id: `story-${step.key}`, ariaLabel: step.title },
      paragraph(`${at + 1}`, "story-number"),
      make("h3", { textContent: step.title }),
      ...step.text.map((text) => make("p", {}, ...nodesOf(text))),
      make(
        "div",
        { className: "story-act" },
        paragraph(step.action, "story-action"),
        part.control.element,
        part.said,
      ),
      make("p", { className: "story-foot" }, part.workbench, part.whose),
    );
    return part;
  }

  const linkOf = ({ key, choice, first }) =>
    addressOf("", {
      tab: "story",
      ...population.now,
      step: key,
      ...(choice === first ? {} : { choice }),
    });

  function answerOf({ key, choice, control }) {
    const here = control.answer?.(choice);
    if (here) return here;
    const dataset = datasetField();
    const address = addressOf("story/view", { step: key, choice, ...dataset });
    if (!answers.has(address)) {
      const answer = ask(address).then(async (one) => linked(await one.json(), dataset));
      answer.catch(() => answers.delete(address));
      if (answers.size >= MOST_KEPT) answers.delete(answers.keys().next().value);
      answers.set(address, answer);
    }
    return answers.get(address);
  }

  // What an answer leads to is of the dataset it was asked of, unless it names another.
  function linked(view, dataset) {
    const whole = (one) => ({ ...one, link: withFields(one.link, dataset) });
    return { ...whole(view), pictures: view.pictures.map(whole) };
  }

  // Ask for what is read next; if that fails, it is told when it is read.
  async function prefetch(part) {
    await Promise.resolve(answerOf(part)).catch(() => {});
  }

  // Bring the stage to a step. While an answer is waited for, of what else is wanted of the step
  // only the newest counts, so that a slider that is dragged asks no faster than there are answers.
  async function show(part) {
    clearTimeout(settling);
    setTimeout(() => {
      if (part.asking) clear(part, FIRST_TALK);
    }, LATE_MS);
    paintPlace();
    shown.busy(true);
    part.wanted = true;
    if (part.asking) return;
    part.asking = true;
    while (part.wanted) {
      part.wanted = false;
      await bring(part);
    }
    part.asking = false;
    if (part.pressed && part.at === now) reveal(part.said, "nearest"); // on a phone it is below
    part.pressed = false;
    shown.busy(Boolean(steps[now].asking));
  }

  async function bring(part) {
    const { choice } = part;
    const address = linkOf(part);
    if (!part.view) part.said.textContent = FIRST_TALK;
    try {
      const view = await answerOf(part);
      if (part.choice === choice) paintStep(part, view);
      if (part.at !== now) return;
      onStage = part;
      shown.show(view, address);
      if (followed.now) linkTo(element, address);
      if (!part.wanted && steps[now + 1]) prefetch(steps[now + 1]).then(rest);
    } catch (error) {
      part.said.textContent = error.message;
      part.said.ariaBusy = "false";
      clear(part, error.message);
    }
  }

  function rest() {
    if (hasRested || !followed.now || !element.offsetParent) return;
    hasRested = true;
    trigger("submit");
  }

  // Take what belongs to another step off the stage, and say why there is nothing.
  function clear(part, words) {
    if (part.at !== now || onStage === part) return;
    onStage = null;
    shown.say(words);
  }

  function paintStep(part, view) {
    part.view = view;
    part.control.paint(part.choice, view);
    part.said.replaceChildren(...nodesOf(view.words));
    part.said.ariaBusy = "false";
    part.workbench.hidden = !view.link;
    part.workbench.href = view.link;
    part.whose.textContent = view.faces;
  }

  function paintPlace() {
    find(".story-where").textContent = `${now + 1} of ${steps.length} · ${steps[now].title}`;
    find(".story-back").disabled = now === 0;
    find(".story-on").disabled = now === steps.length - 1;
    for (const { section, at } of steps) section.toggleAttribute("data-read", at === now);
  }

  function choose(part, choice) {
    early.act();
    part.pressed = fixed.steps[part.at].control === "buttons"; // what is dragged stays where it is
    part.choice = choice;
    part.control.paint(choice, null);
    part.said.ariaBusy = "true";
    now = part.at;
    show(part);
  }

  // Where a step has to begin to be read: under the stage, where that lies above the text.
  function line() {
    const stage = find(".story-stage").getBoundingClientRect();
    const above = stage.right > steps[0].section.getBoundingClientRect().left ? stage.bottom : 0;
    return above + (innerHeight - above) * LINE;
  }

  function follow() {
    if (!element.offsetParent || isLeft()) return;
    const tops = steps.map(({ section }) => section.getBoundingClientRect().top);
    const read = readAt(tops, line());
    if (read === now) return;
    now = read;
    paintPlace();
    shown.busy(true);
    clearTimeout(settling);
    settling = setTimeout(() => show(steps[now]), SETTLED_MS);
  }

  // Whether the page is on its way to another tab, so that where it is scrolled to means nothing.
  function isLeft() {
    return (fieldsOf(location.search).get("tab") ?? "story") !== "story";
  }

  function step(by) {
    early.act();
    go(now + by);
  }

  function go(at) {
    steps[at].section.scrollIntoView({ block: "start" });
    now = at;
    show(steps[at]);
  }

  // A link is taken once, or the next to the same step would be no news.
  function open() {
    if (early.outlives) return;
    const { step, choice } = props.value;
    const wanted = steps.find(({ key }) => key === step);
    if (!wanted) return show(steps[now]);
    props.value = { step: "", choice: "" };
    wanted.choice = choice || wanted.first;
    go(wanted.at);
  }

  // Whoever comes back from another tab finds the step that was read.
  function appear() {
    if (now) steps[now].section.scrollIntoView({ block: "start" });
    show(steps[now]);
  }

  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        follow();
      });
    },
    { passive: true },
  );
  find(".story-text").append(...steps.map(({ section }) => section));
  find(".story-back").addEventListener("click", () => step(-1));
  find(".story-on").addEventListener("click", () => step(1));
  for (const part of steps) {
    part.control.paint(part.choice, null);
    part.workbench.hidden = true;
  }
  new IntersectionObserver((seen) => {
    if (seen.at(-1).isIntersecting) appear();
  }).observe(element);
  watch("value", open);
  population.hear((faces) => {
    find(".story-skip").href = addressOf("", { tab: "average", ...faces });
    show(steps[now]);
  });
  followed.hear(() => show(steps[now]));
  open();
}
