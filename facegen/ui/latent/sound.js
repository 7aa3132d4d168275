// New faces from those that hold together, where somebody has looked which do and a person wants
// it.
import { keep, keptAs } from "../widgets/kept.js";
import { drawnFrom } from "../widgets/seeds.js";

const KEY = "facegen-latent-new";

export function addSound({ find, walk }) {
  const part = find(".lp-sound");
  const box = part.querySelector("input");
  box.checked = keptAs(KEY) !== "any";
  box.addEventListener("change", () => keep(KEY, box.checked ? "sound" : "any"));
  walk.newSeed = () => drawnFrom(box.checked && walk.model?.sound);
  walk.hear("opened", () => {
    const { sound } = walk.model;
    part.hidden = !sound;
    part.querySelector("p").textContent = sound?.note || "";
  });
}
