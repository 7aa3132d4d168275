// Squares of a photo as {x, y, side, turn}: pixels of the photo, degrees clockwise.
const LEAST_SIDE = 16;

// Bring a square into what the server takes, its middle inside the photo.
export function fitted({ x, y, side, turn }, { width, height }) {
  const between = (value, low, high) => Math.min(high, Math.max(low, value));
  return {
    x: between(x, 0, width),
    y: between(y, 0, height),
    side: between(side, LEAST_SIDE, 2 * Math.max(width, height)),
    turn: ((((turn + 180) % 360) + 360) % 360) - 180,
  };
}

export function fieldOf({ x, y, side, turn }) {
  return [x, y, side, turn].map((number) => Number(number.toFixed(2))).join(",");
}

export function cornersOf({ x, y, side, turn }) {
  const half = side / 2;
  const angle = (turn * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return [
    [-half, -half],
    [half, -half],
    [half, half],
    [-half, half],
  ].map(([across, down]) => [x + cosine * across - sine * down, y + sine * across + cosine * down]);
}

// The square as it is once its corner at one place has been led to another about its middle.
export function ledTo(square, [fromX, fromY], [toX, toY]) {
  const [ax, ay, bx, by] = [fromX - square.x, fromY - square.y, toX - square.x, toY - square.y];
  const further = Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
  return {
    ...square,
    side: (square.side * Math.hypot(bx, by)) / Math.hypot(ax, ay),
    turn: square.turn + (further * 180) / Math.PI,
  };
}

// Whether a place is a corner of a square, or no further from one than `reach`.
export function atCorner(square, [x, y], reach) {
  return cornersOf(square).some(([left, top]) => Math.hypot(x - left, y - top) <= reach);
}

export function holds({ x, y, side, turn }, [left, top]) {
  const angle = (-turn * Math.PI) / 180;
  const across = Math.cos(angle) * (left - x) - Math.sin(angle) * (top - y);
  const down = Math.sin(angle) * (left - x) + Math.cos(angle) * (top - y);
  return Math.max(Math.abs(across), Math.abs(down)) <= side / 2;
}

// The number of the smallest square that holds a place, or -1.
export function squareAt(squares, place) {
  const held = squares
    .map((square, i) => ({ i, square }))
    .filter(({ square }) => holds(square, place));
  held.sort((one, other) => one.square.side - other.square.side);
  return held.length ? held[0].i : -1;
}
