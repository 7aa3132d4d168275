// The control of the step about a visitor's own pictures: a place to drop them, and what to count.

import { ask } from "../../widgets/ask.js";
import { button, make } from "../../widgets/dom.js";
import { droppedFiles, picturesIn } from "./read.js";
import { viewOf } from "./view.js";

// As the other controls, and `answer(choice)`: what to show without asking the server, or null.
// `keeps` is whether the server keeps pictures as a dataset.
export function ownPictures(step, chosen, buttons, keeps) {
  const choices = buttons(step, chosen);
  const say = make("p", { className: "own-said", role: "status" });
  const some = picker("Pictures or a zip", { accept: "image/*,.zip", multiple: true });
  const folder = picker("A folder", { webkitdirectory: true, multiple: true });
  const back = button("Our faces again", () => take(null), { hidden: true });
  const kept = button("Keep them as a dataset", keep, { hidden: true });
  const on = make("a", { className: "story-workbench", textContent: "Train on them" });
  on.hidden = true;
  const place = make(
    "div",
    { className: "own-place" },
    make("p", { textContent: "Drop a folder, a zip or some pictures here, or choose" }),
    make("div", { className: "story-buttons" }, some, folder, back, kept),
    say,
    on,
  );
  const element = make("div", {}, place, choices.element);
  let own = null;
  let now = step.first;
  let reading = 0;

  function picker(words, properties) {
    const input = make("input", { type: "file", className: "own-input", ...properties });
    input.addEventListener("change", () => {
      read([...input.files]);
      input.value = ""; // or choosing the same again would change nothing
    });
    return make("label", { className: "own-choose" }, input, words);
  }

  // `files` is a list of them, or a promise of one.
  async function read(files) {
    reading += 1;
    const mine = reading;
    const told = (count) => {
      if (mine === reading) say.textContent = `${count} read …`;
    };
    try {
      const found = await picturesIn(await files, told);
      if (mine !== reading) return;
      if (!found.pictures.length) throw new Error("There is no picture in it that can be shown.");
      say.textContent = "They stay in this browser: nothing was sent.";
      take(found);
    } catch (error) {
      if (mine === reading) say.textContent = error.message;
    }
  }

  function take(found) {
    own = found;
    back.hidden = !own;
    kept.hidden = !(own && keeps);
    on.hidden = true;
    if (!own) say.textContent = "";
    chosen(now);
  }

  async function keep() {
    kept.disabled = true;
    say.textContent = "Being written …";
    try {
      const body = new Blob(own.pictures);
      const { words, link } = await (await ask("story/own", { method: "POST", body })).json();
      say.textContent = words;
      on.href = link;
      on.hidden = false;
      kept.hidden = true;
    } catch (error) {
      say.textContent = error.message;
    }
    kept.disabled = false;
  }

  place.addEventListener("dragover", (event) => {
    event.preventDefault();
    place.classList.toggle("own-over", true);
  });
  place.addEventListener("dragleave", () => place.classList.toggle("own-over", false));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.toggle("own-over", false);
    read(droppedFiles(event.dataTransfer));
  });
  return {
    element,
    paint(choice, view) {
      now = choice;
      choices.paint(choice, view);
    },
    answer: (choice) => own && viewOf(choice, own),
  };
}
