// The Latent panel: its parts, and the address, the generator and the steps they share.
// props.value holds the fields a link wants.
import { addressOf, ask } from "../widgets/ask.js";
import { linkTo, make } from "../widgets/dom.js";
import { population } from "../widgets/news.js";
import { Early } from "../widgets/visit.js";
import { addFavourites } from "./favourites.js";
import { filmControls } from "./film.js";
import { addHub } from "./hub.js";
import { addNearest } from "./nearest.js";
import { photoWay } from "./photo/photo.js";
import { addReading } from "./reading.js";
import { addSliders } from "./sliders.js";
import { addSound } from "./sound.js";
import { addStage } from "./stage.js";
import { fieldsOf, plainKey, stateFrom } from "./state.js";
import { addSteps } from "./steps.js";
import { Walk } from "./walk.js";
import { addWays } from "./ways.js";
import { addWhere } from "./where.js";

const AGAIN_MS = 10_000;
const GONE = 410;

export function start({ element, props, watch }) {
  const walk = new Walk();
  const early = new Early();
  const find = (selector) => element.querySelector(selector);
  const link = () => {
    const state = { ...walk.state, checkpoint: plainKey(walk.state.checkpoint) };
    return addressOf("", { tab: "latent", ...population.now, ...fieldsOf(state) });
  };
  const panel = { element, find, walk, link, say };

  function say(text) {
    const box = find(".lp-message");
    box.hidden = !text;
    box.textContent = text;
  }

  addWhere(panel);
  addStage(panel);
  addSliders(panel);
  addReading(panel);
  addNearest(panel);
  addHub(panel);
  const favourites = addFavourites(panel);
  const lookFor = addWays({ ...panel, favourites }, { photoWay, filmControls });

  // Fetch what the generator of the state is.
  async function open() {
    try {
      const { checkpoint } = walk.state;
      walk.opened(await (await ask(addressOf("latent/model", { checkpoint }))).json());
    } catch (error) {
      say(error.message);
      if (error.status === GONE) walk.forgotten();
    }
  }

  // What stands on the page meanwhile is of the generator before.
  function change() {
    const name = plainKey(walk.state.checkpoint);
    const chosen = walk.model?.choices.find(({ key }) => key === name);
    say(`Opening ${chosen?.label || name}…`);
    open();
  }

  function paintChooser() {
    const { choices, checkpoint } = walk.model;
    const options = choices.map(({ key, label }) =>
      make("option", { value: key, textContent: label }),
    );
    const chooser = find(".lp-choose select");
    chooser.replaceChildren(...options);
    chooser.value = plainKey(checkpoint);
  }

  async function follow() {
    if (early.outlives) return;
    const fields = props.value || {};
    walk.restart(stateFrom(fields, walk.state.checkpoint));
    if (!walk.model) walk.show(); // the face need not wait to be told what its generator is
    await open();
    if (fields.like && walk.model) lookFor(fields.like);
  }

  addSteps(panel);
  addSound(panel);
  for (const kind of ["input", "click"]) element.addEventListener(kind, () => early.act());
  find(".lp-choose select").addEventListener("change", ({ target }) => walk.choose(target.value));
  walk.hear("checkpoint", change);
  walk.hear("opened", paintChooser);
  walk.hear("rested", () => linkTo(element, link()));
  population.hear(() => linkTo(element, link()));
  // A run that is still training gets further: its newest checkpoint is opened by asking again.
  setInterval(() => {
    if (walk.state.checkpoint.startsWith("run:") && element.offsetParent) walk.show();
  }, AGAIN_MS);
  new IntersectionObserver(() => {
    if (walk.model) walk.rest();
  }).observe(element);
  watch("value", follow);
  follow();
}
