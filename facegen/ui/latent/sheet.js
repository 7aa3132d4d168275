// A sheet of faces of consecutive seeds, as a page of all there are.
import { button, make } from "../widgets/dom.js";
import { cellAt, placeIn } from "../widgets/places.js";
import { explained } from "./parts.js";
import { withSeed } from "./state.js";

const SIDE = 8;
const SHEET = BigInt(SIDE * SIDE);
const EXPLAINED =
  "A seed stands for one random latent, the same on every machine. Truncation and sliders as set " +
  `now hold for all ${SHEET}.`;

// Seeds are whole numbers larger than a double holds exactly, so they are counted as what they are.
export function firstOn(seed) {
  return /^\d+$/.test(seed) ? (BigInt(seed) / SHEET) * SHEET : 0n;
}

export function sheetWay({ walk, repaint }) {
  const what = explained(EXPLAINED);
  let first = 0n;

  function open(cell) {
    walk.becomeFace(withSeed(walk.state.face, first + BigInt(cell)));
  }

  function turn(by) {
    first = first + by < 0n ? 0n : first + by;
    repaint();
  }

  // Opened anew, the sheet is the one on which the face's own seed lies.
  function enter() {
    first = firstOn(walk.state.face.seed);
  }

  function sheet() {
    const face = withSeed(walk.state.face, first);
    const image = make("img", {
      className: "lp-sheet",
      alt: `${SHEET} faces of consecutive seeds; click one to open it`,
    });
    const asked = { vary: "seed", count: SHEET, columns: SIDE };
    walk.maker.sheet(image, { ...walk.state, face, other: null }, asked);
    image.addEventListener("click", (event) => {
      const { x, y } = placeIn(event, image.getBoundingClientRect());
      open(cellAt(y, SIDE) * SIDE + cellAt(x, SIDE));
    });
    return image;
  }

  function parts() {
    const seeds = make("span", { textContent: `Seeds ${first} to ${first + SHEET - 1n}` });
    return [
      make(
        "div",
        { className: "lp-bar" },
        button("← Before", () => turn(-SHEET)),
        seeds,
        button("Next →", () => turn(SHEET)),
      ),
      sheet(),
      what,
    ];
  }
  return { enter, parts };
}
