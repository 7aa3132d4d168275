// From numbers to places in a plot.

// A function from a number between `low` and `high` to a place between `from` and `to`.
export function scaleOf(low, high, from, to, log = false) {
  const value = log ? Math.log10 : (one) => one;
  const span = value(high) - value(low) || 1;
  return (one) => from + ((value(one) - value(low)) / span) * (to - from);
}

// The least and greatest coordinates of some curves, bars standing on 0: {x: [low, high], y}. On
// logarithmic axes what is not above 0 is left out.
export function extentOf(curves, log = false) {
  const all = (axis) => curves.flatMap((curve) => curve[axis]).filter((one) => !log || one > 0);
  const ends = (values, floor) => [Math.min(...values, ...floor), Math.max(...values)];
  return { x: ends(all("x"), []), y: ends(all("y"), log ? [] : [0]) };
}

// The points of a curve that can be drawn, as [x, y].
export function pointsOf({ x, y }, log = false) {
  return x.map((one, i) => [one, y[i]]).filter(([one, up]) => !log || (one > 0 && up > 0));
}
