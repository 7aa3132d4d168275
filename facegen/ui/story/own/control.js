// The control of the step about a visitor's own pictures: a place to drop them, and what to count.
import { button, make } from "../../widgets/dom.js";
import { droppedFiles, picturesIn } from "./read.js";
import { viewOf } from "./view.js";

// As the other controls, and `answer(choice)`: what to show without asking the server, or null.
export function ownPictures(step, chosen, buttons) {
  const choices = buttons(step, chosen);
  const say = make("p", { className: "own-said", role: "status" });
  const some = picker("Pictures or a zip", { accept: "image/*,.zip", multiple: true });
  const folder = picker("A folder", { webkitdirectory: true, multiple: true });
  const back = button("Our faces again", () => take(null), { hidden: true });
  const place = make(
    "div",
    { className: "own-place" },
    make("p", { textContent: "Drop a folder, a zip or some pictures here, or choose" }),
    make("div", { className: "story-buttons" }, some, folder, back),
    say,
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
    if (!own) say.textContent = "";
    chosen(now);
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
