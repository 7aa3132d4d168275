// A face as a map of pixels: click, drag or arrow keys choose one; a second layer can lie over it.
// props.value is {x, y}; props.picture is {src, overlay, size, alt, caption, link}.
const frame = element.querySelector(".map-frame");
const face = element.querySelector(".map-face");
const overlay = element.querySelector(".map-overlay");
const mark = element.querySelector(".map-mark");
const words = element.querySelector(".map-words");
const layers = element.querySelector(".map-layers");
let layer = "face";
let dragging = false;

function size() {
  return (props.picture || {}).size || 64;
}

function paint() {
  const { src, overlay: second, alt, caption, link } = props.picture || {};
  if (src) face.src = src;
  face.alt = alt || "";
  overlay.hidden = layer !== "correlation" || !second;
  if (second) overlay.src = second;
  for (const button of layers.children)
    button.setAttribute("aria-pressed", String(button.dataset.layer === layer));
  words.textContent = caption || "";
  const { x, y } = props.value;
  mark.style.left = `${((x + 0.5) / size()) * 100}%`;
  mark.style.top = `${((y + 0.5) / size()) * 100}%`;
  mark.style.width = mark.style.height = `${100 / size()}%`;
  frame.setAttribute("aria-valuetext", `column ${x}, row ${y}`);
  if (link && element.offsetParent) history.replaceState(null, "", link);
}

function choose(x, y) {
  const last = size() - 1;
  const value = { x: Math.min(last, Math.max(0, x)), y: Math.min(last, Math.max(0, y)) };
  if (value.x === props.value.x && value.y === props.value.y) return;
  props.value = value;
  paint();
  trigger("input");
}

function follow(event) {
  const area = frame.getBoundingClientRect();
  choose(
    Math.floor(((event.clientX - area.left) / area.width) * size()),
    Math.floor(((event.clientY - area.top) / area.height) * size()),
  );
}

frame.addEventListener("pointerdown", (event) => {
  dragging = true;
  frame.setPointerCapture(event.pointerId);
  follow(event);
});
frame.addEventListener("pointermove", (event) => {
  if (dragging) follow(event);
});
frame.addEventListener("pointerup", () => {
  dragging = false;
});
frame.addEventListener("pointercancel", () => {
  dragging = false;
});
frame.addEventListener("keydown", (event) => {
  const step = event.shiftKey ? 8 : 1;
  const [dx, dy] = {
    ArrowLeft: [-step, 0],
    ArrowRight: [step, 0],
    ArrowUp: [0, -step],
    ArrowDown: [0, step],
  }[event.key] || [0, 0];
  if (!dx && !dy) return;
  event.preventDefault();
  choose(props.value.x + dx, props.value.y + dy);
});
layers.addEventListener("click", (event) => {
  if (!event.target.dataset.layer) return;
  layer = event.target.dataset.layer;
  paint();
});
watch(["value", "picture"], paint);
paint();
