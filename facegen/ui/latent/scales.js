// Every scale of the face beside it: the same side by side, in true size, or what each one adds.
import { choices, make } from "../widgets/dom.js";
import { placesIn } from "./places.js";

function figure(px) {
  const one = make(
    "figure",
    {},
    make("canvas", { width: px, height: px, role: "img", ariaLabel: `The face at ${px} pixels` }),
    make("figcaption", { textContent: `${px} px` }),
  );
  one.style.setProperty("--px", px);
  return one;
}

// Returns what paints all scales out of a sprite that holds them, a canvas.
export function addScales({ find, walk }) {
  const box = find(".lp-scales");
  const enlarger = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  let sprite = null;

  const paintViews = choices(find(".lp-views"), "view", (chosen) => {
    box.dataset.view = chosen;
    paint();
  });
  box.dataset.view = "same";

  // A scale minus the smaller one enlarged: grey is nothing added, contrast doubled.
  function added(smaller, { px, x, y }) {
    if (enlarger.canvas.width !== px) enlarger.canvas.width = enlarger.canvas.height = px;
    enlarger.imageSmoothingEnabled = true;
    enlarger.drawImage(
      sprite,
      ...[smaller.x, smaller.y, smaller.px, smaller.px],
      ...[0, 0, px, px],
    );
    const before = enlarger.getImageData(0, 0, px, px).data;
    const after = sprite.getContext("2d").getImageData(x, y, px, px);
    for (let i = 0; i < before.length; i += 1)
      if (i % 4 !== 3) after.data[i] = 128 + 2 * (after.data[i] - before[i]);
    return after;
  }

  function paint() {
    paintViews(box.dataset.view);
    if (!sprite) return;
    const places = placesIn(walk.model.scales);
    [...box.children].forEach((one, i) => {
      const { px, x, y } = places[i];
      const context = one.firstChild.getContext("2d", { willReadFrequently: true });
      if (box.dataset.view === "added" && i)
        context.putImageData(added(places[i - 1], places[i]), 0, 0);
      else context.drawImage(sprite, x, y, px, px, 0, 0, px, px);
    });
  }

  walk.hear("opened", () => {
    const { scales } = walk.model;
    sprite = null;
    box.replaceChildren(...scales.map(figure));
    box.style.setProperty("--count", scales.length);
    box.hidden = find(".lp-views").hidden = scales.length < 2;
    paint();
  });
  return (painted) => {
    sprite = painted;
    paint();
  };
}
