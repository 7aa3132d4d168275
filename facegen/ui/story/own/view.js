// What the stage shows of a visitor's own pictures, as the server says it of a dataset.
import { counted, number } from "../../widgets/words.js";
import { drawnFrom, meanOf, medianOf, neighbourDifference } from "./counted.js";
import { MOST, SIDE_PX } from "./read.js";

const COLUMNS = 6;
const DRAWN = 24;
const GAP_PX = 2;

// Answer a choice: mean, median, pixels or patches of 8 pixels.
export function viewOf(choice, { pictures, passed }) {
  const count = counted(pictures.length, "picture");
  const left = passed ? ` ${number(passed)} of the files could not be read.` : "";
  const full = pictures.length === MOST ? ` More than ${number(MOST)} are not taken.` : "";
  const { picture, title, words, columns = 1 } = made(choice, pictures);
  return {
    words: `${words}${left}${full}`,
    link: "",
    pictures: [
      {
        ...drawn(picture, columns),
        alt: `${title} of ${count}`,
        title,
        caption: count,
        choice: "",
        link: "",
      },
    ],
    message: "",
    plot: null,
    shares: [],
    batches: null,
    right: "",
    faces: `Your pictures · ${number(pictures.length)}`,
  };
}

function made(choice, pictures) {
  if (choice === "mean" || choice === "median") {
    const picture = [choice === "mean" ? meanOf(pictures) : medianOf(pictures)];
    const title = choice === "mean" ? "Their mean" : "Their median";
    const words =
      "The clearer it is, the more alike your pictures are, and the better they lie over each " +
      "other. Faces are only so clear because each has its eyes in the same place.";
    return { picture, title, words };
  }
  const patchPx = choice === "pixels" ? 1 : 8;
  const picture = Array.from({ length: DRAWN }, () =>
    drawnFrom(pictures, SIDE_PX, patchPx, Math.random),
  );
  const near = [picture[0], pictures[0]].map((one) => number(neighbourDifference(one, SIDE_PX), 1));
  const words =
    `New ones out of yours: neighbouring pixels differ by ${near[0]} of 255, in the first of ` +
    `your own by ${near[1]}.`;
  const title = patchPx === 1 ? "Each pixel by itself" : `Patches of ${patchPx} pixels`;
  return { picture, title, words, columns: COLUMNS };
}

// Pictures side by side, as {src, aspect}.
function drawn(pictures, columns) {
  const step = SIDE_PX + GAP_PX;
  const rows = Math.ceil(pictures.length / columns);
  const canvas = document.createElement("canvas");
  canvas.width = columns * step - GAP_PX;
  canvas.height = rows * step - GAP_PX;
  const context = canvas.getContext("2d");
  pictures.forEach((one, n) => {
    const shown = context.createImageData(SIDE_PX, SIDE_PX);
    for (let i = 0; i < SIDE_PX * SIDE_PX; i += 1)
      shown.data.set([one[3 * i], one[3 * i + 1], one[3 * i + 2], 255], 4 * i);
    context.putImageData(shown, (n % columns) * step, Math.floor(n / columns) * step);
  });
  return { src: canvas.toDataURL(), aspect: canvas.width / canvas.height };
}
