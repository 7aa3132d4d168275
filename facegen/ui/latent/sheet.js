// A sheet of faces of consecutive seeds, as a page of all there are.
import { button, make } from "../widgets/dom.js";
import { cellAfter, cellAt, placeIn } from "../widgets/places.js";
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
  const what = explained("Which faces are these?", EXPLAINED);
  let first = 0n;
  let shown = ""; // the sheet that is in `picture`, and who made it
  let maker = null;
  let picture = null;

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

  // The cell of the face that is open, null where that lies on another sheet or on none.
  function opened() {
    const { seed, style, latent } = walk.state.face;
    const here = !style && !latent && /^\d+$/.test(seed) && firstOn(seed) === first;
    return here ? Number(BigInt(seed) - first) : null;
  }

  // One sheet stays while its faces are opened one after another.
  function sheet() {
    const state = { ...walk.state, face: withSeed(walk.state.face, first), other: null };
    if (maker === walk.maker && shown === JSON.stringify(state)) return picture;
    shown = JSON.stringify(state);
    maker = walk.maker;
    picture = drawn(state);
    return picture;
  }

  function drawn(state) {
    const image = make("img", {
      className: "lp-sheet",
      alt: `${SHEET} faces of consecutive seeds; click one, or go to it by arrow keys`,
      tabIndex: 0,
    });
    walk.maker.sheet(image, state, { vary: "seed", count: SHEET, columns: SIDE });
    image.addEventListener("click", (event) => {
      const { x, y } = placeIn(event, image.getBoundingClientRect());
      open(cellAt(y, SIDE) * SIDE + cellAt(x, SIDE));
    });
    image.addEventListener("keydown", (event) => {
      const cell = cellAfter(event, opened(), SIDE, Number(SHEET));
      if (cell === null) return;
      event.preventDefault();
      open(cell);
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
