// The Latent panel: its parts, and the address, the generator and the steps they share.
// props.value holds the fields a link wants; props.store the dataset of the page.
import { addressOf, ask } from "../widgets/ask.js";
import { linkTo, make } from "../widgets/dom.js";
import { addFavourites } from "./favourites.js";
import { addHub } from "./hub.js";
import { addNearest } from "./nearest.js";
import { addReading } from "./reading.js";
import { addSliders } from "./sliders.js";
import { addStage } from "./stage.js";
import { anotherSeed, fieldsOf, randomSeed, stateFrom, withSeed } from "./state.js";
import { Walk } from "./walk.js";
import { addWays } from "./ways.js";

const AGAIN_MS = 10_000;

export function start({ element, props, watch }) {
  const walk = new Walk();
  const find = (selector) => element.querySelector(selector);
  const store = () => (props.store ? { store: props.store } : {});
  const link = () => addressOf("", { tab: "latent", ...store(), ...fieldsOf(walk.state) });
  const panel = { element, find, walk, store, link, say };

  function say(text) {
    const box = find(".lp-message");
    box.hidden = !text;
    box.textContent = text;
  }

  addStage(panel);
  addSliders(panel);
  addReading(panel);
  addNearest(panel);
  addHub(panel);
  const favourites = addFavourites(panel);
  const lookFor = addWays({ ...panel, favourites });

  // Fetch what the generator of the state is.
  async function open() {
    try {
      const { checkpoint } = walk.state;
      walk.opened(await (await ask(addressOf("latent/model", { checkpoint }))).json());
    } catch (error) {
      say(error.message);
    }
  }

  function paintChooser() {
    const { choices, checkpoint } = walk.model;
    const options = choices.map(({ key, label }) =>
      make("option", { value: key, textContent: label }),
    );
    const chooser = find(".lp-choose select");
    chooser.replaceChildren(...options);
    chooser.value = checkpoint;
  }

  function paintSteps() {
    find(".lp-undo").disabled = !walk.canUndo;
    find(".lp-redo").disabled = !walk.canRedo;
  }

  async function follow() {
    const fields = props.value || {};
    walk.restart(stateFrom(fields, walk.state.checkpoint));
    await open();
    if (fields.like && walk.model) lookFor(fields.like);
  }

  find(".lp-new").addEventListener("click", () => {
    walk.becomeFace(anotherSeed(walk.state.face, randomSeed()));
  });
  const seed = find(".lp-seed input");
  seed.addEventListener("change", () => {
    walk.become({ face: withSeed(walk.state.face, seed.value.trim() || 0) });
  });
  find(".lp-choose select").addEventListener("change", ({ target }) => walk.choose(target.value));
  find(".lp-undo").addEventListener("click", () => walk.undo());
  find(".lp-redo").addEventListener("click", () => walk.redo());
  element.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || ["text", "search"].includes(event.target.type)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) walk.redo();
    else walk.undo();
  });

  walk.hear("checkpoint", open);
  walk.hear("opened", paintChooser);
  walk.hear("settled", paintSteps);
  walk.hear("paint", () => {
    const { style, latent, seed: shown } = walk.state.face;
    seed.value = style || latent ? "" : shown;
  });
  walk.hear("rested", () => linkTo(element, link()));
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
