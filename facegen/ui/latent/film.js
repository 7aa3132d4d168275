// The way from A to B as a film, or a loop through the favourites.
import { Newest } from "../widgets/ask.js";
import { button, download, make } from "../widgets/dom.js";
import { choice } from "./parts.js";
import { faceFields } from "./state.js";

const KEPT_MS = 60_000;
const MOST_KEYS = 24; // as `facegen.answers.face_film` has it
const WAYS = [
  ["path", "A to B"],
  ["loop", "A to B and back, in a loop"],
  ["favourites", "Loop through your favourites"],
];
const FORMS = [
  ["mp4", "MP4"],
  ["webp", "animated WebP"],
  ["gif", "GIF"],
];

function saveBytes({ content, mime, name }) {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: mime }));
  download(address, name);
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

function numbers(ariaLabel, some, unit, start) {
  return choice(
    ariaLabel,
    some.map((one) => [one, `${one} ${unit}`]),
    start,
  );
}

export function filmControls({ walk, favourites }) {
  const way = choice("Course of the film", WAYS, "loop");
  const form = choice("Kind of film", FORMS, "mp4");
  const seconds = numbers("Length", [2, 4, 8, 16], "s", 4);
  const rate = numbers("Frames a second", [15, 24, 30, 50], "frames a second", 30);
  const size = numbers("Size", [256, 384, 512], "px", 384);
  const bar = make("progress", { max: 1, value: 0, hidden: true });
  const words = make("p", { role: "status" });
  const making = new Newest();
  const stop = button("Stop", () => making.stop(), { hidden: true });

  function setBusy(busy) {
    bar.hidden = stop.hidden = !busy;
    start.disabled = busy;
  }

  // The faces the film goes through, or none.
  function keys() {
    const { face, other } = walk.state;
    if (way.value !== "favourites") return [faceFields(face), faceFields(other)];
    const single = favourites().filter(({ blend }) => !blend);
    return single.map((one) => faceFields(one.face));
  }

  async function film() {
    const asked = {
      checkpoint: walk.state.checkpoint,
      keys: keys(),
      way: way.value === "path" ? walk.state.blend : "loop",
      form: form.value,
      seconds: Number(seconds.value),
      rate: Number(rate.value),
      size: Number(size.value),
    };
    if (!asked.keys.length) {
      words.textContent = "You have no favourites yet: keep some faces first.";
      return;
    }
    const left = asked.keys.splice(MOST_KEYS).length;
    setBusy(true);
    words.textContent = left ? `It goes through your newest ${MOST_KEYS} favourites.` : "";
    try {
      await making.follow("latent/film", { body: JSON.stringify(asked) }, (event) => {
        if (event.progress === undefined) saveBytes(event);
        else bar.value = event.progress;
      });
    } catch (error) {
      words.textContent = error.name === "AbortError" ? "Stopped." : error.message;
    }
    setBusy(false);
  }

  const start = button("Download film", film, { className: "lp-accent" });
  return make(
    "details",
    { className: "lp-what" },
    make("summary", { textContent: "Download as a film" }),
    make("div", { className: "lp-bar" }, way, form, seconds, rate, size, start, stop),
    bar,
    words,
  );
}
