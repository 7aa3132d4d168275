// A photo, or a mean face, looked for in the latent space while one watches.
const LARGEST_SENT_PX = 1280;
let photo = null;
let like = "";

// Browsers turn photos upright; what is sent is no larger than the server looks at.
async function shrunk(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LARGEST_SENT_PX / Math.max(bitmap.width, bitmap.height));
  const canvas = make("canvas", {
    width: Math.round(bitmap.width * scale),
    height: Math.round(bitmap.height * scale),
  });
  const paper = canvas.getContext("2d");
  // As the server does: what is transparent is laid on white, where a canvas alone makes it black.
  paper.fillStyle = "white";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
}

function usePhoto(file) {
  photo = file;
  like = "";
  enter("photo");
  look();
}

function useLike(query) {
  photo = null;
  like = query;
  enter("photo");
  look();
}

async function look() {
  const section = find("section[data-way='photo']");
  const [target, found] = section.querySelectorAll(".lp-end img");
  const bar = section.querySelector("progress");
  const words = section.querySelector(".lp-found");
  const own = section.querySelector(".lp-own").checked ? { own: 1 } : {};
  const checkpoint = state.checkpoint;
  bar.hidden = false;
  bar.value = 0;
  words.textContent = "Looking…";
  try {
    const body = photo ? await shrunk(photo) : "";
    let hint = "";
    const address = `latent/project?${queryOf({ checkpoint, ...own })}` + (photo ? "" : `&${like}`);
    await followLines(address, { body }, (event) => {
      if (event.target) {
        target.src = event.target;
        hint = event.hint;
      }
      if (event.picture) {
        found.src = event.picture;
        bar.value = event.step / Math.max(1, event.steps);
      }
      if (event.pixels !== undefined)
        words.textContent =
          `${hint} The nearest face so far is off by ${event.pixels.toFixed(1)} of 255 levels a pixel, and its features by ${event.features.toFixed(2)} of the distance between strangers.`.trim();
      if (event.style) {
        words.textContent =
          words.textContent.replace("so far ", "") +
          (event.unseen_pixels
            ? ` Half of the photos this generator never saw come nearer than ${event.unseen_pixels.toFixed(1)} levels.`
            : "");
        become({ ...state, face: { ...freshFace(0), style: event.style }, other: null, blend: "" });
      }
    });
  } catch (error) {
    if (error.name !== "AbortError")
      words.textContent =
        error instanceof DOMException
          ? "This file is no picture that the browser can read."
          : error.message;
  }
  bar.hidden = true;
}

function photoWay() {
  const file = make("input", {
    type: "file",
    accept: "image/*",
    className: "lp-file",
    ariaLabel: "Choose a photo",
  });
  file.addEventListener("change", () => {
    if (file.files[0]) take(file.files[0]);
  });
  const own = make("input", { type: "checkbox", className: "lp-own" });
  own.addEventListener("change", () => {
    if (photo || like) look();
  });
  const blank = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
  return [
    make("p", {
      textContent:
        "Choose a photo of a face that looks at the camera, or drop one anywhere here. It is sent to this server, held in memory while its nearest face is looked for, and never written to disk or passed on.",
    }),
    make("div", { className: "lp-bar" }, file),
    make(
      "label",
      { className: "lp-option" },
      own,
      " A style of its own at each scale: nearer, but its sliders work less well",
    ),
    make(
      "div",
      { className: "lp-ends" },
      make(
        "div",
        { className: "lp-end" },
        make("img", { src: blank, alt: "What is looked for" }),
        make("b", { textContent: "Looked for" }),
      ),
      make(
        "div",
        { className: "lp-end" },
        make("img", { src: blank, alt: "The nearest face so far" }),
        make("b", { textContent: "Nearest face" }),
      ),
    ),
    make("progress", { max: 1, value: 0, hidden: true }),
    make("p", { className: "lp-found", role: "status" }),
    explained(
      "A network guesses the style, then each step changes it a little so that the face comes nearer to the picture, at every scale and in what a network that names attributes sees. What stays different is what this generator cannot draw.",
    ),
  ];
}
