// The panel without a server: generator and worker stand in the page as base64.
import { queryOf } from "../../widgets/ask.js";
import { addFavourites } from "../favourites.js";
import { canMakeFaces, localMaker } from "../local/maker.js";
import { addSliders } from "../sliders.js";
import { addSound } from "../sound.js";
import { addStage } from "../stage.js";
import { fieldsOf, stateFrom } from "../state.js";
import { addSteps } from "../steps.js";
import { Walk } from "../walk.js";
import { addWays } from "../ways.js";

// The bytes of a part, which then takes no room in the page any more.
function part(name) {
  const block = document.getElementById(`part-${name}`);
  const bytes = Uint8Array.from(atob(block.textContent), (letter) => letter.charCodeAt(0));
  block.remove();
  return bytes;
}

function scriptOf(name) {
  return URL.createObjectURL(new Blob([part(name)], { type: "text/javascript" }));
}

export async function start() {
  const element = document.getElementById("latent-panel");
  const find = (selector) => element.querySelector(selector);
  const model = JSON.parse(document.getElementById("about").textContent);
  const walk = new Walk();
  const link = () => `#${queryOf(fieldsOf(walk.state))}`;

  function say(text) {
    const box = find(".lp-message");
    box.hidden = !text;
    box.textContent = text;
  }

  // The state that the address asks for.
  function follow() {
    const fields = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    const asked = Object.keys(fields).length ? fields : model.opening;
    walk.restart({ ...stateFrom(asked), checkpoint: model.checkpoint });
    walk.opened(model);
  }

  try {
    if (!canMakeFaces())
      throw new Error("This browser has no WebAssembly with SIMD; open the page in a newer one.");
    say("The generator is being opened…");
    const worker = new Worker(scriptOf("worker"));
    const files = Object.fromEntries(model.parts.map((name) => [name, part(name).buffer]));
    const runtime = async () => ({ machine: part("machine").buffer });
    const told = (error) => say(error.message);
    walk.maker = await localMaker(worker, files, runtime, told);
  } catch (error) {
    say(error.message);
    return;
  }
  const panel = { element, find, walk, say, link };
  addStage(panel);
  addSliders(panel);
  addSteps(panel);
  addSound(panel);
  addWays({ ...panel, favourites: addFavourites(panel) });
  walk.hear("rested", () => history.replaceState(null, "", link()));
  window.addEventListener("hashchange", follow);
  follow();
}
