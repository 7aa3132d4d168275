// The picture on the stage: one face, or two with a wipe or their difference.
// props.value is {faces: [{src, alt, title, caption}], difference, message, link}.
const views = element.querySelector(".stage-views");
const frame = element.querySelector(".stage-frame");
const words = element.querySelector(".stage-words");
const tools = element.querySelector(".stage-tools");
const wipe = element.querySelector(".stage-handle");
const pixels = element.querySelector(".stage-pixels");
let view = "wipe";

function picture(face, extra = "") {
  const box = document.createElement("div");
  box.className = `stage-picture ${extra}`;
  const image = new Image();
  image.src = face.src;
  image.alt = face.alt;
  image.draggable = false;
  box.append(image);
  return box;
}

function line(text, className) {
  const paragraph = document.createElement("p");
  paragraph.className = className;
  paragraph.textContent = text;
  return paragraph;
}

function showMessage(message) {
  const box = document.createElement("div");
  box.className = "stage-message";
  box.setAttribute("role", "status");
  box.append(line(message.text, "stage-title"));
  for (const { label, query, target } of message.suggestions || []) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () =>
      window.dispatchEvent(new CustomEvent("facegen-query", { detail: { target, query } })),
    );
    box.append(button);
  }
  return box;
}

function captions(faces) {
  return faces.map((face) => {
    const box = document.createElement("div");
    box.append(line(face.title, "stage-title"), line(face.caption, "stage-caption"));
    return box;
  });
}

function paint() {
  const { faces, difference, message, link, aspect } = props.value;
  const two = faces.length === 2;
  views.hidden = !two;
  wipe.hidden = !(two && view === "wipe");
  for (const button of views.children)
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
  frame.className = `stage-frame ${two ? `stage-${view}` : ""}`;
  frame.style.setProperty("--aspect", message || !aspect ? 1 : aspect);
  if (message) {
    frame.replaceChildren(showMessage(message));
    words.replaceChildren();
  } else if (two && view === "difference") {
    frame.replaceChildren(picture(difference));
    words.replaceChildren(...captions([difference]));
  } else {
    frame.replaceChildren(...faces.map((face, i) => picture(face, i ? "stage-second" : "")));
    words.replaceChildren(...captions(faces));
  }
  tools.hidden = Boolean(message);
  address();
}

// The address bar holds the link of the tab that is in sight.
function address() {
  if (props.value.link && element.offsetParent) history.replaceState(null, "", props.value.link);
}

function moveWipe() {
  frame.style.setProperty("--wipe", `${wipe.value}%`);
}

views.addEventListener("click", (event) => {
  if (!event.target.dataset.view) return;
  view = event.target.dataset.view;
  paint();
});
wipe.addEventListener("input", moveWipe);
frame.addEventListener("pointermove", (event) => {
  if (wipe.hidden || (event.pointerType !== "mouse" && event.buttons === 0)) return;
  const area = frame.getBoundingClientRect();
  wipe.value = Math.round(((event.clientX - area.left) / area.width) * 100);
  moveWipe();
});
pixels.addEventListener("click", () => {
  const on = element.classList.toggle("stage-true-pixels");
  pixels.setAttribute("aria-pressed", String(on));
});
element.querySelector(".stage-save").addEventListener("click", () => {
  const { faces, difference } = props.value;
  const shown = faces.length === 2 && view === "difference" ? [difference] : faces;
  for (const face of shown) {
    const anchor = document.createElement("a");
    anchor.href = face.src;
    anchor.download = `${face.file}.png`;
    anchor.click();
  }
});
element.querySelector(".stage-link").addEventListener("click", async (event) => {
  const button = event.currentTarget;
  const address = new URL(props.value.link || location.pathname, location.href).href;
  try {
    await navigator.clipboard.writeText(address);
    button.textContent = "Link copied";
  } catch {
    window.prompt("Copy this link", address);
  }
  setTimeout(() => {
    button.textContent = "Copy link";
  }, 1600);
});
new IntersectionObserver(address).observe(element);
watch("value", paint);
moveWipe();
paint();
