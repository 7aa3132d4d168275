// The photo with a frame about each face: of several one is chosen by a click; each can be dragged,
// turned and resized by hand.
import { button, make } from "../widgets/dom.js";
import { cornersOf, fitted, squareAt } from "./frames.js";

const LONGEST_SHOWN_PX = 640;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 0.04; // of the frame's side

function range(label, [min, max, step]) {
  const input = make("input", { type: "range", min, max, step });
  const name = make("span", { className: "lp-name", textContent: label });
  return { input, row: make("label", { className: "lp-row lp-wide" }, name, input) };
}

// `chosen` is given the square that is to be looked for.
export function addFraming(chosen) {
  const canvas = make("canvas", {
    className: "lp-photo",
    tabIndex: 0,
    ariaLabel: "Your photo; arrow keys move the frame",
  });
  canvas.setAttribute("role", "img");
  const size = range("Size of the frame", [0.02, 2, 0.01]);
  const turn = range("Turn of the frame", [-180, 180, 1]);
  const look = button("Look for this face", () => chosen(squares[at]), { className: "lp-accent" });
  const box = make("div", { className: "lp-framing", hidden: true }, canvas, size.row, turn.row);
  box.append(make("div", { className: "lp-bar" }, look));
  let bitmap = null;
  let squares = [];
  let at = 0;
  let held = null;

  const scale = () => canvas.width / bitmap.width;

  function draw() {
    const paper = canvas.getContext("2d");
    paper.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    squares.forEach((square, i) => {
      paper.beginPath();
      for (const [x, y] of cornersOf(square)) paper.lineTo(x * scale(), y * scale());
      paper.closePath();
      for (const [colour, width] of [
        ["#000a", i === at ? 6 : 4],
        [i === at ? "#ffb000" : "#fff", i === at ? 3 : 1.5],
      ]) {
        paper.strokeStyle = colour;
        paper.lineWidth = width;
        paper.stroke();
      }
    });
    size.input.value = squares[at].side / Math.min(bitmap.width, bitmap.height);
    turn.input.value = squares[at].turn;
  }

  function change(some) {
    squares[at] = fitted({ ...squares[at], ...some }, bitmap);
    draw();
  }

  function placeOf({ clientX, clientY }) {
    const shown = canvas.getBoundingClientRect();
    return [
      ((clientX - shown.left) / shown.width) * bitmap.width,
      ((clientY - shown.top) / shown.height) * bitmap.height,
    ];
  }

  canvas.addEventListener("pointerdown", (event) => {
    const [x, y] = placeOf(event);
    const hit = squareAt(squares, [x, y]);
    if (hit < 0) return;
    at = hit;
    held = { dx: squares[at].x - x, dy: squares[at].y - y, moved: false };
    canvas.setPointerCapture(event.pointerId);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held || !(event.movementX || event.movementY)) return;
    held.moved = true;
    const [x, y] = placeOf(event);
    change({ x: x + held.dx, y: y + held.dy });
  });
  canvas.addEventListener("pointerup", () => {
    if (held && !held.moved && squares.length > 1) chosen(squares[at]);
    held = null;
  });
  canvas.addEventListener("pointercancel", () => {
    held = null;
  });
  canvas.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const { x, y, side } = squares[at];
    change({ x: x + step[0] * STEP * side, y: y + step[1] * STEP * side });
  });
  size.input.addEventListener("input", () => {
    change({ side: Number(size.input.value) * Math.min(bitmap.width, bitmap.height) });
  });
  turn.input.addEventListener("input", () => change({ turn: Number(turn.input.value) }));

  return {
    box,
    // Show a photo with its faces' squares, the first of them chosen.
    show(picture, some) {
      bitmap = picture;
      squares = [...some];
      at = 0;
      const shrink = Math.min(1, LONGEST_SHOWN_PX / Math.max(bitmap.width, bitmap.height));
      canvas.width = Math.round(bitmap.width * shrink);
      canvas.height = Math.round(bitmap.height * shrink);
      box.hidden = false;
      draw();
    },
    hide() {
      box.hidden = true;
    },
  };
}
