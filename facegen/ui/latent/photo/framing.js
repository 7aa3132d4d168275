// The photo with a frame about each face: of several one is chosen by a click or a key; the one
// that is chosen can be dragged, and turned and resized by its corners, all of it by keys as well.
import { button, isCommand, make } from "../../widgets/dom.js";
import { atCorner, cornersOf, fitted, ledTo, squareAt } from "./frames.js";

const LONGEST_SHOWN_PX = 640;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 0.04; // of the frame's side
const CORNER_PX = 5;
const FINGER_PX = 22; // so near to a corner it is meant,
const CORNER_SHARE = 0.25; // and no nearer to the middle of an edge than to the corner
const SHAKEN_PX = 5; // so far a click may slip

function range(label, [min, max, step]) {
  const input = make("input", { type: "range", min, max, step });
  const name = make("span", { className: "lp-name", textContent: label });
  return { input, row: make("label", { className: "lp-row lp-wide" }, name, input) };
}

// `chosen` is given the square that is to be looked for.
export function addFraming(chosen) {
  const canvas = make("canvas", { className: "lp-photo", tabIndex: 0 });
  canvas.setAttribute("role", "img");
  const size = range("Size of the frame", [0.02, 2, 0.01]);
  const turn = range("Turn of the frame", [-180, 180, 1]);
  const look = button("Look for this face", () => chosen(squares[at]), { className: "lp-accent" });
  const next = button("Next face", () => choose((at + 1) % squares.length));
  const row = make("div", { className: "lp-bar" }, look, next);
  const box = make("div", { className: "lp-framing", hidden: true }, canvas, size.row, turn.row);
  box.append(row);
  let bitmap = null;
  let squares = [];
  let at = 0;
  let held = null;

  const scale = () => canvas.width / bitmap.width;

  function stroke(paper, colour, width) {
    paper.strokeStyle = colour;
    paper.lineWidth = width;
    paper.stroke();
  }

  function drawSquare(paper, square, mine) {
    const corners = cornersOf(square).map((place) => place.map((number) => number * scale()));
    paper.beginPath();
    for (const [x, y] of corners) paper.lineTo(x, y);
    paper.closePath();
    stroke(paper, "#000a", mine ? 6 : 4);
    stroke(paper, mine ? "#ffb000" : "#fff", mine ? 3 : 1.5);
    if (!mine) return;
    paper.fillStyle = "#ffb000";
    for (const [x, y] of corners) {
      paper.beginPath();
      paper.arc(x, y, CORNER_PX, 0, 2 * Math.PI);
      stroke(paper, "#000a", 3);
      paper.fill();
    }
  }

  function draw() {
    const paper = canvas.getContext("2d");
    paper.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    squares.forEach((square, i) => {
      if (i !== at) drawSquare(paper, square, false);
    });
    drawSquare(paper, squares[at], true);
    size.input.value = squares[at].side / Math.min(bitmap.width, bitmap.height);
    turn.input.value = squares[at].turn;
    const which = squares.length > 1 ? `, face ${at + 1} of ${squares.length}` : "";
    canvas.ariaLabel = `Your photo${which}; arrow keys move the frame, Enter looks for the face`;
  }

  function choose(one) {
    at = one;
    draw();
  }

  function change(some) {
    squares[at] = fitted({ ...squares[at], ...some }, bitmap);
    draw();
  }

  // A place of the photo, and how many of its pixels one of the screen has.
  function placeOf({ clientX, clientY }) {
    const shown = canvas.getBoundingClientRect();
    const ratio = bitmap.width / shown.width;
    return { ratio, place: [(clientX - shown.left) * ratio, (clientY - shown.top) * ratio] };
  }

  canvas.addEventListener("pointerdown", (event) => {
    const { ratio, place } = placeOf(event);
    const reach = Math.min(FINGER_PX * ratio, squares[at].side * CORNER_SHARE);
    const corner = atCorner(squares[at], place, reach);
    const hit = corner ? at : squareAt(squares, place);
    if (hit < 0) return;
    choose(hit);
    held = { place, corner, square: squares[hit], moved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  // A finger on a frame drags it; beside the frames it scrolls the page.
  canvas.addEventListener("touchstart", (event) => held && event.preventDefault(), {
    passive: false,
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) return;
    const { ratio, place } = placeOf(event);
    const [dx, dy] = place.map((number, i) => number - held.place[i]);
    held.moved ||= Math.hypot(dx, dy) > SHAKEN_PX * ratio;
    if (!held.moved) return;
    const { square } = held;
    change(held.corner ? ledTo(square, held.place, place) : { x: square.x + dx, y: square.y + dy });
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
    if (isCommand(event) || (!step && event.key !== "Enter")) return;
    event.preventDefault();
    if (!step) return chosen(squares[at]);
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
      const shrink = Math.min(1, LONGEST_SHOWN_PX / Math.max(bitmap.width, bitmap.height));
      canvas.width = Math.round(bitmap.width * shrink);
      canvas.height = Math.round(bitmap.height * shrink);
      next.hidden = squares.length < 2;
      box.hidden = false;
      choose(0);
    },
    hide() {
      box.hidden = true;
    },
  };
}
