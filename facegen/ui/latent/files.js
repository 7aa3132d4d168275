// What leaves the page and comes back: links, pictures that remember their face, numbers.
import { copies, isPressed } from "../widgets/dom.js";
import { noteOf } from "./png.js";
import { plainKey, stateFrom } from "./state.js";

const ENLARGED_PX = 512;

// Takes pictures and files that are dropped on the panel, pasted, or chosen: returns `take`.
// `lookFor` is given each picture that holds no face of ours.
export function addFiles({ element, find, walk, say, link }, lookFor) {
  // Go to the face that fields bring back, if `read` finds any.
  function follow(read) {
    try {
      const state = stateFrom(read(), walk.state.checkpoint);
      walk.become({ ...state, checkpoint: plainKey(state.checkpoint) });
    } catch {
      say("This file holds no face of facegen.");
    }
  }

  async function take(file) {
    if (file.name.endsWith(".json")) {
      const text = await file.text();
      return follow(() => JSON.parse(text).facegen);
    }
    const note = noteOf(await file.arrayBuffer());
    if (note) follow(() => Object.fromEntries(new URLSearchParams(note)));
    else lookFor(file);
  }

  async function save(saved) {
    try {
      await saved();
    } catch (error) {
      say(error.message);
    }
  }

  find(".lp-png").addEventListener("click", () => {
    const enlarged = isPressed(find(".lp-pixels")) ? 0 : ENLARGED_PX;
    save(() => walk.maker.save(walk.state, walk.top, enlarged));
  });
  find(".lp-json").addEventListener("click", () => {
    save(() => walk.maker.saveNumbers(walk.state));
  });
  copies(find(".lp-link"), link);
  element.addEventListener("dragover", (event) => {
    event.preventDefault();
    element.classList.add("lp-drop");
  });
  element.addEventListener("dragleave", () => element.classList.remove("lp-drop"));
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    element.classList.remove("lp-drop");
    const [file] = event.dataTransfer.files;
    if (file) take(file);
  });
  document.addEventListener("paste", (event) => {
    const [file] = event.clipboardData?.files || [];
    if (!file || !element.offsetParent) return; // text for a field, or another tab's affair
    event.preventDefault();
    take(file);
  });
  return take;
}
