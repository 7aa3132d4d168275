// The stage: asks for pictures while a hand moves, and shows the face and its scales.
import { queryOf } from "../widgets/ask.js";
import { isPressed, press } from "../widgets/dom.js";
import { addScales } from "./scales.js";
import { fieldsOf, titleOf } from "./state.js";
import { Wishes } from "./wishes.js";

const BUSY = 503;
const GONE = 410;
const BUSY_MS = 500;
const SILENT_MS = 3000;

export function addStage({ element, find, walk, say }) {
  const big = find(".lp-big");
  const pixels = find(".lp-pixels");
  const sprite = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paintScales = addScales({ find, walk });
  let shown = 0;

  const wishes = new Wishes(async (number) => {
    const { state } = walk;
    const fields = fieldsOf(state);
    try {
      const bitmap = await walk.maker.face(state);
      if (!bitmap || number < shown) return bitmap?.close();
      shown = number;
      draw(bitmap);
      element.dataset.shown = queryOf(fields);
      say("");
      paintWords();
      if (walk.model) walk.drawn();
    } catch (error) {
      if (!wishes.isNewest(number)) return;
      say(error.message);
      if (error.status === GONE && state === walk.state) walk.forgotten();
      else if (error.status === BUSY)
        setTimeout(show, BUSY_MS); // the last wish still counts
      else if (!error.status) setTimeout(show, SILENT_MS);
    }
  }, 1);
  const show = () => {
    wishes.most = walk.maker.most;
    wishes.wish();
  };

  function draw(bitmap) {
    const { canvas } = sprite;
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
    }
    sprite.drawImage(bitmap, 0, 0);
    bitmap.close();
    paintBig();
    if (walk.model) paintScales(canvas); // until then nobody knows where they lie
  }

  function paintBig() {
    const top = sprite.canvas.height; // the largest scale is as high as the sprite
    const context = big.getContext("2d");
    context.imageSmoothingEnabled = !isPressed(pixels);
    context.imageSmoothingQuality = "high";
    context.drawImage(sprite.canvas, 0, 0, top, top, 0, 0, big.width, big.height);
  }

  function paintWords() {
    const title = titleOf(walk.state);
    const size = walk.model ? ` · ${walk.top} px` : "";
    find(".lp-words").textContent = title + size;
    big.ariaLabel = title;
  }

  pixels.addEventListener("click", () => {
    press(pixels, !isPressed(pixels));
    paintBig();
  });
  walk.hear("show", show);
}
