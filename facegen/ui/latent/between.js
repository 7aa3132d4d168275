// Two faces and what lies between them: a path from A to B, or a mix by scale.
import { button, make, paragraph } from "../widgets/dom.js";
import { cellAt, placeIn } from "../widgets/places.js";
import { thumbnail } from "./favourites.js";
import { choice, explained, slider } from "./parts.js";
import { anotherSeed, freshFace, textOf } from "./state.js";

const STEPS = 8;
const PATHS = [
  ["lerp", "Straight line"],
  ["slerp", "Arc about the mean face"],
];
const PATH_EXPLAINED =
  "Every step is a face of its own: nothing is faded over. The generator never saw either way; " +
  "that what lies between is a face too is what it has learned.";
const MIX_EXPLAINED =
  "Each scale of the generator is told its style by itself, so two faces can share the work: one " +
  "decides what is coarse, the other what is fine.";

// Says which scales of a mix are whose: `count` of them, from the smallest, are A's.
export function shareOf(scales, count) {
  if (count === 0) return "All scales are B's.";
  if (count === scales.length) return "All scales are A's.";
  const coarse = `Up to ${scales[count - 1]} px: A (pose, hair, outline).`;
  return `${coarse} From ${scales[count]} px: B (colour, texture).`;
}

export function betweenWays({ walk, favourites, say, film }) {
  // These stay as a person left them, whatever else is made anew.
  const films = film ? [film({ walk, favourites })] : [];
  const pathExplained = explained("What lies between?", PATH_EXPLAINED);
  const mixExplained = explained("What does a mix do?", MIX_EXPLAINED);

  // One end: its picture, and ways to choose another. `key` says which face of the state it is.
  function end(letter, key) {
    const face = walk.state[key];
    const become = (next) => walk.become({ [key]: next });
    const kept = favourites();
    const pairs = kept.map((one, i) => [i, `seed ${one.face.seed}`]);
    const choose = choice(`Favourite for ${letter}`, [["", "Favourite…"], ...pairs], "");
    choose.addEventListener("change", () => {
      if (choose.value) become(kept[choose.value].face);
    });
    const seed = make("input", {
      type: "text",
      inputMode: "numeric",
      value: face.style ? "" : face.seed,
      ariaLabel: `Seed of ${letter}`,
    });
    seed.addEventListener("change", () =>
      become(anotherSeed(walk.state.face, seed.value.trim() || 0)),
    );
    const alone = { ...walk.state, face, other: null };
    return make(
      "div",
      { className: "lp-end" },
      thumbnail(walk, alone, `Face ${letter}`),
      make("b", { textContent: letter }),
      seed,
      button("New", () => become(anotherSeed(walk.state.face, walk.newSeed()))),
      choose,
    );
  }

  function ends() {
    const swap = () => walk.become({ face: walk.state.other, other: walk.state.face });
    const turn = button("⇄", swap, { className: "lp-swap" });
    return make("div", { className: "lp-ends" }, end("A", "face"), turn, end("B", "other"));
  }

  async function keep() {
    try {
      const styles = await walk.maker.styles(walk.state);
      walk.becomeFace({ ...freshFace(0), style: textOf(styles.flat()) });
    } catch (error) {
      say(error.message);
    }
  }

  function strip() {
    const image = make("img", {
      className: "lp-strip",
      alt: "Steps from A to B; click one to go there",
    });
    const asked = { vary: "position", count: STEPS, columns: STEPS };
    walk.maker.sheet(image, { ...walk.state, position: 0 }, asked);
    image.addEventListener("click", (event) => {
      const cell = cellAt(placeIn(event, image.getBoundingClientRect()).x, STEPS);
      walk.become({ position: Number((cell / (STEPS - 1)).toFixed(4)) });
    });
    return image;
  }

  function path() {
    const { state } = walk;
    const kinds = choice("Kind of path", PATHS, state.blend);
    kinds.addEventListener("change", () => walk.become({ blend: kinds.value }));
    const range = { high: 1, step: 0.005, start: state.position };
    return [
      ends(),
      slider(walk, "From A to B", range, (value) => {
        walk.state.position = value;
      }),
      strip(),
      make(
        "div",
        { className: "lp-bar" },
        make("label", {}, "Path ", kinds),
        button("Go on from this face", keep),
      ),
      ...films,
      pathExplained,
    ];
  }

  function mix() {
    const { scales } = walk.model;
    const words = paragraph(shareOf(scales, walk.state.coarse));
    const range = { high: scales.length, step: 1, start: walk.state.coarse };
    return [
      ends(),
      slider(walk, "Scales from A", range, (value) => {
        walk.state.coarse = value;
        words.textContent = shareOf(scales, value);
      }),
      words,
      make("div", { className: "lp-bar" }, button("Go on from this face", keep)),
      mixExplained,
    ];
  }
  return { path, mix };
}
