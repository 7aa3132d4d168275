// The generator tuned to a photo: made on demand, switched on and off, saved as a file and opened
// from one. The server keeps it in memory alone, for ten idle minutes or until the page closes.
import { addressOf, ask, Newest } from "../../widgets/ask.js";
import { button, choices, download, make, paragraph } from "../../widgets/dom.js";
import { freshFace, plainKey } from "../state.js";
import { fieldOf } from "./frames.js";

const NOWHERE = {};
const FORGOTTEN =
  "The server has let go of your face, as it does after ten idle minutes or once the generator " +
  "is trained further. Make it anew, or drop its file here if you saved it.";
const EXPLAINED =
  "The generator itself is changed for you, a few seconds long, so that this very style gives " +
  "your photo. All sliders, mixes and films then act on your own face. The change is held in " +
  "memory alone and forgotten after ten idle minutes, or when you close the page, unless you " +
  "save it: the file opens when it is dropped here.";

export function wordsOnTuned({ pixels, features, before, unseen_pixels: unseen }) {
  const levels = `${before.pixels.toFixed(1)} to ${pixels.toFixed(1)} of 255 levels a pixel`;
  const strangers = `${before.features.toFixed(2)} to ${features.toFixed(2)}`;
  const others = unseen ? ` Half of other photos come to ${unseen.toFixed(1)} untuned.` : "";
  return (
    `Nearer to you: from ${levels}, its features from ${strangers} of the distance between ` +
    `strangers.${others}`
  );
}

// Returns the part of the console; `offer` is told what was found for a photo, `withdraw` that
// another is looked for, `openFile` is given a saved face.
export function addTuning(walk) {
  const tuning = new Newest();
  const words = make("p", { role: "status" });
  const bar = make("progress", { max: 1, value: 0, hidden: true });
  const begin = button("Make it more like me", tune, { className: "lp-accent" });
  const stop = button("Stop", () => tuning.stop(), { hidden: true });
  const which = make("span", { className: "lp-bar", hidden: true });
  which.append(
    make("button", { type: "button", textContent: "Tuned to me", dataset: { tuned: "yes" } }),
    make("button", { type: "button", textContent: "Plain generator", dataset: { tuned: "no" } }),
  );
  const save = button("Save my face", () => download(addressOf("latent/tuned", { checkpoint })), {
    hidden: true,
  });
  const row = make("div", { className: "lp-bar" }, begin, stop, which, save);
  const box = make("div", { className: "lp-tuning", hidden: true }, row, bar, words);
  box.append(paragraph(EXPLAINED));
  let found = null;
  let checkpoint = "";
  let reach = {};

  const paintWhich = choices(which, "tuned", (value) => {
    const wanted = value === "yes" ? checkpoint : plainKey(checkpoint);
    if (checkpoint) walk.become({ checkpoint: wanted });
  });
  const plain = () => plainKey(walk.state.checkpoint);

  function paint() {
    const running = !bar.hidden;
    begin.hidden = running || !found || Boolean(checkpoint);
    stop.hidden = !running;
    which.hidden = !checkpoint;
    save.hidden = !checkpoint;
    const tuned = Boolean(checkpoint) && walk.state.checkpoint === checkpoint;
    paintWhich(tuned ? "yes" : "no");
    const marks = tuned ? reach : NOWHERE;
    if (walk.reach !== marks) walk.reaches(marks);
  }

  function forget() {
    if (checkpoint) navigator.sendBeacon(addressOf("latent/forget", { checkpoint }));
    checkpoint = "";
    reach = {};
  }

  function arrive(key, style) {
    checkpoint = key;
    const face = { ...freshFace(0), style };
    walk.become({ checkpoint, face, other: null, blend: "" });
    learnReach(key);
  }

  async function learnReach(key) {
    const answer = await ask(addressOf("latent/reach", { checkpoint: key })).catch(() => null);
    if (!answer) return; // sliders are as they were
    const { attributes } = await answer.json();
    if (key !== checkpoint) return;
    reach = attributes;
    paint();
  }

  function hear(event) {
    if (event.steps) bar.value = event.step / event.steps;
    if (!event.checkpoint) return;
    words.textContent = wordsOnTuned({ ...event, unseen_pixels: found.unseen_pixels });
    arrive(event.checkpoint, found.style);
  }

  async function tune() {
    const { body, square, style, own, checkpoint } = found;
    const fields = {
      checkpoint,
      style,
      ...(own ? { own: 1 } : {}),
      ...(square ? { square: fieldOf(square) } : {}),
    };
    bar.value = 0;
    bar.hidden = false;
    words.textContent = "Tuning the generator to you…";
    paint();
    try {
      await tuning.follow(addressOf("latent/tune", fields), { body }, hear);
    } catch (error) {
      words.textContent = error.name === "AbortError" ? "Stopped; nothing is kept." : error.message;
    }
    bar.hidden = true;
    paint();
  }

  window.addEventListener("pagehide", forget);
  walk.hear("paint", paint);
  walk.hear("forgotten", () => {
    if (walk.state.checkpoint !== checkpoint) return;
    forget();
    words.textContent = FORGOTTEN;
  });
  return {
    box,
    offer(some) {
      found = some;
      words.textContent = "";
      box.hidden = false;
      paint();
    },
    withdraw() {
      tuning.stop();
      if (walk.state.checkpoint === checkpoint && checkpoint) walk.become({ checkpoint: plain() });
      forget();
      found = null;
      box.hidden = true;
    },
    async openFile(file) {
      box.hidden = false;
      words.textContent = "Opening your face…";
      try {
        const address = addressOf("latent/tuned", { checkpoint: plain() });
        const answer = await ask(address, { method: "POST", body: file });
        const opened = await answer.json();
        forget();
        arrive(opened.checkpoint, opened.style);
        words.textContent = "Your face is open again.";
      } catch (error) {
        words.textContent = error.message;
      }
      paint();
    },
  };
}
