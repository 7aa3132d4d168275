// From numbers to places in a plot.

// A function from a number between `low` and `high` to a place between `from` and `to`.
export function scaleOf(low, high, from, to, log = false) {
  const value = log ? Math.log10 : (one) => one;
  const span = value(high) - value(low) || 1;
  return (one) => from + ((value(one) - value(low)) / span) * (to - from);
}

const ROUND = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

// The least number that reads easily and is no less than another above 0.
export function roundAbove(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ROUND.find((one) => one * power >= value * (1 - 1e-9));
}

// What is named on an axis: its ends, or the powers of ten in it where these are two or more.
export function namedOn([low, high], log = false) {
  if (!log) return [low, high];
  const first = Math.ceil(Math.log10(low));
  const count = Math.floor(Math.log10(high)) - first + 1;
  return count < 2 ? [low, high] : Array.from({ length: count }, (_, i) => 10 ** (first + i));
}

// The least and greatest coordinates of some curves, bars standing on 0 and ending at a round
// number: {x: [low, high], y}. On logarithmic axes what is not above 0 is left out.
export function extentOf(curves, log = false) {
  const all = (axis) => curves.flatMap((curve) => curve[axis]).filter((one) => !log || one > 0);
  const ends = (values, floor) => [Math.min(...values, ...floor), Math.max(...values)];
  const [low, high] = ends(all("y"), log ? [] : [0]);
  return { x: ends(all("x"), []), y: [low, log || high <= 0 ? high : roundAbove(high)] };
}

// The points of a curve that can be drawn, as [x, y].
export function pointsOf({ x, y }, log = false) {
  return x.map((one, i) => [one, y[i]]).filter(([one, up]) => !log || (one > 0 && up > 0));
}
