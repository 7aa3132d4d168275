// The picture on the stage: one face, or two with a wipe or their difference.
// props.value is a `Stage`.
import { sharedLink } from "./address.js";
import {
  button,
  choices,
  copies,
  download,
  isPressed,
  linkTo,
  make,
  paragraph,
  press,
} from "./dom.js";
import { queries } from "./news.js";
import { placeIn } from "./places.js";

function picture({ src, alt }) {
  return make("div", { className: "stage-picture" }, make("img", { src, alt, draggable: false }));
}

function messageBox({ text, suggestions }) {
  const ways = suggestions.map(({ label, query, target }) =>
    button(label, () => queries.tell({ target, query })),
  );
  return make(
    "div",
    { className: "stage-message tools", role: "status" },
    paragraph(text, "stage-title"),
    ...ways,
  );
}

function captions(faces) {
  const sides = faces.length === 2 ? ["Left: ", "Right: "] : [""];
  return faces.map(({ title, caption }, i) =>
    make(
      "div",
      {},
      paragraph(sides[i] + title, "stage-title"),
      paragraph(caption, "stage-caption"),
    ),
  );
}

export function start({ element, props, watch }) {
  const find = (selector) => element.querySelector(selector);
  const views = find(".stage-views");
  const frame = find(".stage-frame");
  const words = find(".stage-words");
  const wipe = find(".stage-handle");
  const pixels = find(".stage-pixels");
  const current = sharedLink();
  let view = "wipe";

  const paintViews = choices(views, "view", (chosen) => {
    view = chosen;
    paint();
  });

  // What is on the stage: both faces, or in their place the difference.
  function shown() {
    const { faces, difference } = props.value;
    return faces.length === 2 && view === "difference" ? [difference] : faces;
  }

  function paint() {
    const { faces, message, link, aspect } = props.value;
    const two = faces.length === 2;
    views.hidden = !two;
    wipe.hidden = !(two && view === "wipe");
    paintViews(view);
    frame.dataset.view = two ? view : "one";
    element.style.setProperty("--aspect", message || !aspect ? 1 : aspect);
    const faceless = message ? messageBox(message) : paragraph("Adding up the faces …", "waiting");
    frame.replaceChildren(...(faces.length ? shown().map(picture) : [faceless]));
    words.replaceChildren(...(message ? [] : captions(shown())));
    find(".stage-tools").hidden = !faces.length;
    linkTo(element, current(link));
  }

  function moveWipe() {
    frame.style.setProperty("--wipe", `${wipe.value}%`);
  }

  wipe.addEventListener("input", moveWipe);
  frame.addEventListener("pointermove", (event) => {
    if (wipe.hidden || (event.pointerType !== "mouse" && event.buttons === 0)) return;
    wipe.value = Math.round(placeIn(event, frame.getBoundingClientRect()).x * 100);
    moveWipe();
  });
  pixels.addEventListener("click", () => {
    press(pixels, !isPressed(pixels));
    element.classList.toggle("stage-true-pixels", isPressed(pixels));
  });
  find(".stage-save").addEventListener("click", () => {
    for (const { src, file } of shown()) download(src, `${file}.png`);
  });
  copies(find(".stage-link"), () => current(props.value.link) || location.pathname);
  const appear = () => linkTo(element, current(props.value.link));
  new IntersectionObserver(appear).observe(element);
  watch("value", paint);
  moveWipe();
  paint();
}
