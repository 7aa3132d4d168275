// Where a pointer is in a picture, and steps along it.
import { isCommand } from "./dom.js";

export function within(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

// The pointer's place in an area as shares of its width and height, 0 to 1.
export function placeIn({ clientX, clientY }, { left, top, width, height }) {
  return {
    x: within((clientX - left) / (width || 1), 0, 1),
    y: within((clientY - top) / (height || 1), 0, 1),
  };
}

// The number of the cell in which a share lies, where `count` cells stand side by side.
export function cellAt(share, count) {
  return within(Math.floor(share * count), 0, count - 1);
}

// The cell that a key leads to from one of `count` cells, numbered row by row, and null where it is
// no arrow or is for the browser; from none, null, every arrow leads to the first.
export function cellAfter(event, from, columns, count) {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
  if (!step || isCommand(event)) return null;
  return from === null ? 0 : within(from + step, 0, count - 1);
}

// The index of the number nearest to one that is wanted; of equally near ones the first.
export function nearestTo(wanted, numbers) {
  const distances = numbers.map((one) => Math.abs(one - wanted));
  return distances.indexOf(Math.min(...distances));
}
