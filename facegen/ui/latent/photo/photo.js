// A photo, or a mean face, looked for in the latent space while one watches.
import { addressOf, ask, Newest } from "../../widgets/ask.js";
import { make, paragraph } from "../../widgets/dom.js";
import { explained } from "../parts.js";
import { freshFace, plainKey } from "../state.js";
import { addCamera } from "./camera.js";
import { fieldOf } from "./frames.js";
import { addFraming } from "./framing.js";
import { addTuning } from "./tuning.js";
import { wordsOn } from "./verdict.js";

const LARGEST_SENT_PX = 1280;
const MOST_SENT_MB = 12; // the server's own bound
const MB = 2 ** 20;
const BLANK = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const ASKED =
  "Choose a photo of a face, drop one anywhere here, paste one, or take one with the camera. The " +
  "photo is sent to this server, held in memory while its nearest face is looked for, and never " +
  "written to disk or passed on.";
const NO_FACE =
  "No face was found, so the middle is looked for. Drag the frame to a face; its corners turn " +
  "and resize it.";
const EXPLAINED =
  "A network guesses the style, then each step changes it a little so that the face comes nearer " +
  "to the picture, at every scale and in what a network that names attributes sees. What stays " +
  "different is what this generator cannot draw.";

// Why a file cannot be sent as it is, or nothing.
export function tooLarge(bytes) {
  if (bytes <= MOST_SENT_MB * MB) return "";
  const size = Math.ceil((10 * bytes) / MB) / 10;
  const bound = `That picture has ${size} MB, but at most ${MOST_SENT_MB} MB can be sent`;
  return `${bound}; make it smaller, such as 2,000 pixels wide.`;
}

// Browsers turn photos upright; what is sent is no larger than the server looks at. What the
// browser cannot read is sent as it is: the server may, or says why not.
async function prepared(file) {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) {
    const sentence = tooLarge(file.size);
    if (sentence) throw new Error(sentence);
    return { body: file, picture: null };
  }
  const scale = Math.min(1, LARGEST_SENT_PX / Math.max(bitmap.width, bitmap.height));
  const canvas = make("canvas", {
    width: Math.max(1, Math.round(bitmap.width * scale)),
    height: Math.max(1, Math.round(bitmap.height * scale)),
  });
  const paper = canvas.getContext("2d");
  // As the server does: what is transparent is laid on white, where a canvas alone makes it black.
  paper.fillStyle = "white";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const body = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
  return { body, picture: canvas };
}

function slot(alt, label) {
  const image = make("img", { src: BLANK, alt });
  return make("div", { className: "lp-end" }, image, make("b", { textContent: label }));
}

// Returns the part of the console, and `lookFor`, which is given a picture file or a query of the
// Average faces tab.
export function photoWay({ walk, take }) {
  const file = make("input", {
    type: "file",
    accept: "image/*",
    className: "lp-file",
    ariaLabel: "Choose a photo",
  });
  const own = make("input", { type: "checkbox" });
  const target = slot("What is looked for", "Looked for");
  const found = slot("The nearest face so far", "Nearest face");
  const ends = make("div", { className: "lp-ends", hidden: true }, target, found);
  const bar = make("progress", { max: 1, value: 0, hidden: true });
  const words = make("p", { role: "status", id: "lp-photo-words" });
  const search = new Newest();
  const framing = addFraming((square) => look({ ...wanted, square }));
  const tuning = addTuning(walk);
  const camera = addCamera(walk, open);
  let wanted = null; // {query}, or {body, square}
  let opened = 0;
  let hint = "";

  // What is found is a face of the generator that was asked, whichever is open by then.
  function hear(event, checkpoint) {
    if (event.target) {
      ends.hidden = false; // before that both are empty
      target.firstChild.src = event.target;
      found.firstChild.src = BLANK;
      hint = event.found === "centre" ? NO_FACE : event.hint;
    }
    if (event.picture) {
      found.firstChild.src = event.picture;
      bar.value = event.step / Math.max(1, event.steps);
    }
    if (event.pixels !== undefined) words.textContent = wordsOn(event, hint);
    if (!event.style) return;
    const face = { ...freshFace(0), style: event.style };
    walk.become({ checkpoint, face, other: null, blend: "" });
    if (wanted?.body) tuning.offer({ ...wanted, own: own.checked, ...event, checkpoint });
  }

  async function look(some) {
    wanted = some;
    const checkpoint = plainKey(walk.state.checkpoint);
    const told = (event) => hear(event, checkpoint);
    const fields = {
      checkpoint,
      ...(own.checked ? { own: 1 } : {}),
      ...(some.square ? { square: fieldOf(some.square) } : {}),
    };
    const address = addressOf("latent/project", fields);
    tuning.withdraw();
    bar.hidden = false;
    bar.value = 0;
    words.textContent = "Looking…";
    hint = "";
    try {
      if (some.query) await search.follow(`${address}&${some.query}`, {}, told);
      else await search.follow(address, { body: some.body }, told);
    } catch (error) {
      if (error.name === "AbortError") return; // the next one tells how it goes
      ends.hidden = true; // what was found before is not of what is refused
      words.textContent = error.message;
    }
    bar.hidden = true;
  }

  // Find the faces in a photo: one is looked for at once, of several the person chooses.
  async function open(photo) {
    opened += 1;
    const mine = opened;
    camera.stop();
    search.stop();
    tuning.withdraw();
    framing.hide();
    bar.hidden = ends.hidden = true;
    wanted = null;
    words.textContent = "Finding the face…";
    try {
      const { body, picture } = await prepared(photo);
      const answer = await ask("latent/faces", { method: "POST", body });
      const { squares, middle } = await answer.json();
      if (mine !== opened) return;
      wanted = { body };
      if (picture) framing.show(picture, squares.length ? squares : [middle]);
      if (squares.length > 1 && picture) {
        const many = `${squares.length} faces were found`;
        words.textContent = `${many}: click on one, or step through them.`;
        return;
      }
      look(wanted);
    } catch (error) {
      if (mine === opened) words.textContent = error.message;
    }
  }

  file.addEventListener("change", () => {
    if (file.files[0]) take(file.files[0]);
  });
  own.addEventListener("change", () => {
    if (wanted) look(wanted);
  });
  const parts = [
    paragraph(ASKED),
    make("div", { className: "lp-bar" }, file, camera.begin),
    camera.box,
    make(
      "label",
      { className: "lp-option" },
      own,
      " A style of its own at each scale: nearer, but its sliders work less well",
    ),
    bar,
    words,
    framing.box,
    ends,
    tuning.box,
    explained("How is a face found?", EXPLAINED),
  ];
  return {
    parts,
    lookFor(some) {
      walk.enter("photo");
      if (some.name?.endsWith(".safetensors")) return tuning.openFile(some);
      if (typeof some !== "string") return open(some);
      framing.hide();
      look({ query: some });
    },
  };
}
