// From face to face: a new one, one of a seed, back and forth.
import { anotherSeed, withSeed } from "./state.js";

export function addSteps({ element, find, walk }) {
  find(".lp-new").addEventListener("click", () => {
    walk.becomeFace(anotherSeed(walk.state.face, walk.newSeed()));
  });
  const seed = find(".lp-seed input");
  seed.addEventListener("change", () => {
    walk.become({ face: withSeed(walk.state.face, seed.value.trim() || 0) });
  });
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
  walk.hear("settled", () => {
    find(".lp-undo").disabled = !walk.canUndo;
    find(".lp-redo").disabled = !walk.canRedo;
  });
  walk.hear("paint", () => {
    const { style, latent, seed: shown } = walk.state.face;
    seed.value = style || latent ? "" : shown;
  });
}
