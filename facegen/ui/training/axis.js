// Axes of the charts: how far they reach, and where their ticks are.

// A function that brings values onto an axis, logarithmic or not, with the ends of the axis.
// What has no logarithm lies at the smallest value that has one.
export function axisOf(values, { log = false, span = null } = {}) {
  const positive = log ? values.filter((value) => value > 0) : [];
  const isLog = positive.length > 0;
  const floor = Math.min(...positive);
  const place = isLog ? (value) => Math.log10(Math.max(value, floor)) : (value) => value;
  if (span && !isLog) return { isLog, place, low: span[0], high: span[1] };
  const places = values.map(place);
  const [low, high] = [Math.min(...places), Math.max(...places)];
  const margin = (high - low) * 0.06 || Math.abs(high) * 0.1 || 0.5;
  return { isLog, place, low: low - margin, high: high + margin };
}

// The values to name on an axis, at most five of them.
export function ticksOf({ low, high, isLog }) {
  const powers = isLog ? powersOf(low, high).map((power) => 10 ** power) : [];
  if (powers.length > 1) return powers;
  return isLog ? stepsOf(10 ** low, 10 ** high) : stepsOf(low, high);
}

function powersOf(low, high) {
  const factors = high - low < 2 ? [1, 2, 5] : [1];
  const ticks = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++)
    for (const factor of factors) {
      const place = power + Math.log10(factor);
      if (place >= low && place <= high) ticks.push(place);
    }
  const every = Math.ceil(ticks.length / 4);
  return ticks.filter((_, i) => i % every === 0);
}

// Multiples of the largest round step of which at least two lie on the axis.
function stepsOf(low, high) {
  const most = (high - low) / 2 || 1;
  const size = 10 ** Math.floor(Math.log10(most));
  const step = [5, 2, 1].map((factor) => factor * size).find((one) => one <= most) || size;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step + 1e-6) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step);
}
