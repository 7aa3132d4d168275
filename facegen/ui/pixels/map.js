// A face as a map of pixels: click, drag or arrow keys choose one; a second layer can lie over it.
// props.value is a `Pixel`; props.picture a `MapPicture`, or empty before there is one.
import { sharedLink } from "../widgets/address.js";
import { choices, isCommand, linkTo } from "../widgets/dom.js";
import { cellAt, placeIn, within } from "../widgets/places.js";
import { Early } from "../widgets/visit.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const LEAP = 8;

export function start({ element, props, trigger, watch }) {
  const find = (selector) => element.querySelector(selector);
  const frame = find(".map-frame");
  const face = find(".map-face");
  const overlay = find(".map-overlay");
  const mark = find(".map-mark");
  const early = new Early();
  const current = sharedLink();
  let chosen = null;
  let layer = "face";
  let dragging = false;

  const paintLayers = choices(find(".map-layers"), "layer", (chosen) => {
    layer = chosen;
    paint();
  });

  function size() {
    return props.picture?.size || 64;
  }

  function paint() {
    const { src, overlay: second, alt, caption, link } = props.picture || {};
    if (src) face.src = src;
    face.alt = alt || "";
    overlay.hidden = layer !== "correlation" || !second;
    if (second) overlay.src = second;
    paintLayers(layer);
    find(".map-words").textContent = src ? caption : "Adding up the faces …";
    find(".map-legend").hidden = overlay.hidden;
    mark.hidden = !src;
    const { x, y } = props.value;
    mark.style.left = `${((x + 0.5) / size()) * 100}%`;
    mark.style.top = `${((y + 0.5) / size()) * 100}%`;
    mark.style.width = mark.style.height = `${100 / size()}%`;
    frame.setAttribute("aria-valuetext", `column ${x}, row ${y}`);
    linkTo(element, current(link));
  }

  function choose(x, y) {
    const last = size() - 1;
    const value = { x: within(x, 0, last), y: within(y, 0, last) };
    if (value.x === props.value.x && value.y === props.value.y) return;
    early.act();
    chosen = value;
    props.value = value;
    paint();
    trigger("input");
  }

  function follow(event) {
    const place = placeIn(event, frame.getBoundingClientRect());
    choose(cellAt(place.x, size()), cellAt(place.y, size()));
  }

  frame.addEventListener("pointerdown", (event) => {
    dragging = true;
    frame.setPointerCapture(event.pointerId);
    follow(event);
  });
  frame.addEventListener("pointermove", (event) => {
    if (dragging) follow(event);
  });
  for (const end of ["pointerup", "pointercancel"])
    frame.addEventListener(end, () => {
      dragging = false;
    });
  frame.addEventListener("keydown", (event) => {
    if (!ARROWS[event.key] || isCommand(event)) return;
    event.preventDefault();
    const [dx, dy] = ARROWS[event.key].map((step) => step * (event.shiftKey ? LEAP : 1));
    choose(props.value.x + dx, props.value.y + dy);
  });
  watch("value", () => {
    if (early.outlives) choose(chosen.x, chosen.y);
    paint();
  });
  watch("picture", paint);
  paint();
}
