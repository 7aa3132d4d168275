// Curves over one pair of axes, as wide as there is room.
import { legendOf, make, makeSvg } from "../widgets/dom.js";
import { number, short } from "../widgets/words.js";
import { extentOf, namedOn, pointsOf, scaleOf } from "./scale.js";

const COLOURS = {
  accent: "var(--slider-color)",
  quiet: "var(--body-text-color-subdued)",
  red: "#e5484d",
  green: "#30a46c",
  blue: "#3e7bfa",
  gaussian: "#8b6cf0",
  painter: "#8b6cf0",
  judge: "#d6558f",
};
const LEFT = 34;
const RIGHT = 12;
const TOP = 8;
const BOTTOM = 22;

export function plotOf(plot, widthPx, heightPx) {
  const { title, across, curves, log, mark, ticks, bands, names } = plot;
  const extent = extentOf(curves, log);
  const x = scaleOf(...extent.x, LEFT, widthPx - RIGHT, log);
  const y = scaleOf(...extent.y, heightPx - BOTTOM, TOP, log);
  const drawing = makeSvg("svg", {
    width: widthPx,
    height: heightPx,
    role: "img",
    "aria-label": title,
  });
  const floor = heightPx - BOTTOM;
  drawing.append(
    ...bands.map((band) => bandOf(band, x, floor)),
    makeSvg("path", { class: "plot-axis", d: `M${LEFT} ${floor}H${widthPx - RIGHT}` }),
    ...namedOn(extent.y, log).map((value) =>
      makeSvg("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, named(value)),
    ),
    ...namedTicks(ticks.length ? ticks : extent.x, x).map(([value, at]) =>
      makeSvg("text", { x: at, y: heightPx - 6, "text-anchor": "middle" }, named(value)),
    ),
    ...curves.map((curve) => drawn(curve, x, y, floor, log)),
  );
  if (mark !== null) {
    const at = x(mark);
    drawing.append(makeSvg("path", { class: "plot-mark", d: `M${at} ${TOP}V${floor}` }));
  }
  if (widthPx >= NAMES_PX) drawing.append(...names.flatMap((one, i) => nameOf(one, i, x, floor)));
  const legend = legendOf(
    curves.map(({ label, colour }) => ({ text: label, colour: COLOURS[colour] })),
  );
  return [
    make(
      "figcaption",
      {},
      make("strong", { textContent: title }),
      make("span", { className: "legend" }, ...legend),
    ),
    drawing,
    make("p", { className: "plot-across", textContent: across }),
  ];
}

const LONG = 10_000; // from here on a number is shortened

function named(value) {
  return Math.abs(value) < LONG ? number(value, 3) : short(value);
}

const ROOM_PX = 30;
const NAMES_PX = 420; // where there is less room across, what was reached is told in words alone
const NAME_PX = 14; // names stand below each other, for early ones lie close together

function bandOf({ start, end, colour }, x, floor) {
  const left = x(start);
  return makeSvg("rect", {
    class: "plot-band",
    x: left.toFixed(1),
    y: TOP,
    width: (x(end) - left).toFixed(1),
    height: floor - TOP,
    style: `--colour:${COLOURS[colour]}`,
  });
}

function nameOf([value, name], i, x, floor) {
  const at = x(value);
  const y = TOP + NAME_PX * (i + 1);
  return [
    makeSvg("path", { class: "plot-name", d: `M${at.toFixed(1)} ${y - 10}V${floor}` }),
    makeSvg("text", { x: at + 4, y }, name),
  ];
}

// Ticks that have room: one that would run into another is left out, but never the last.
function namedTicks(ticks, x) {
  const placed = ticks.map((value) => [value, x(value)]);
  const end = placed.at(-1)[1];
  let before = Number.NEGATIVE_INFINITY;
  return placed.filter(([, at], i) => {
    const last = i === placed.length - 1;
    if (!last && (at - before < ROOM_PX || end - at < ROOM_PX)) return false;
    before = at;
    return true;
  });
}

function drawn(curve, x, y, floor, log) {
  const points = pointsOf(curve, log).map(([across, up]) => [x(across), y(up)]);
  const colour = COLOURS[curve.colour];
  if (curve.kind === "line") {
    const d = points.map(
      ([left, top], i) => `${i ? "L" : "M"}${left.toFixed(1)} ${top.toFixed(1)}`,
    );
    return makeSvg("path", { class: "plot-line", d: d.join(""), style: `--colour:${colour}` });
  }
  if (curve.kind === "bars") {
    const width =
      points.length > 1 ? Math.max(1, (points.at(-1)[0] - points[0][0]) / points.length) : 4;
    const d = points
      .filter(([, top]) => top < floor)
      .map(([left, top]) => `M${left.toFixed(1)} ${floor}V${top.toFixed(1)}`);
    return makeSvg("path", {
      class: "plot-bars",
      d: d.join(""),
      style: `--colour:${colour}`,
      "stroke-width": width.toFixed(2),
    });
  }
  const group = makeSvg("g", { class: "plot-dots", style: `--colour:${colour}` });
  group.append(...points.map(([cx, cy]) => makeSvg("circle", { cx, cy, r: 4.5 })));
  return group;
}
