// Painter and judge as a diagram. The losses of a recording move through it, from the first to the
// last: the wider an arrow, the more its end lost. Who wants no motion sees the last at once.
import { make, makeSvg } from "../widgets/dom.js";
import { number } from "../widgets/words.js";

const PLAY_MS = 6000;
const WIDEST_PX = 12;
const BOXES = [
  ["numbers", 0, 34, "random numbers", ""],
  ["painter", 127, 34, "painter", "painter"],
  ["judge", 254, 34, "judge", "judge"],
  ["faces", 381, 34, "real faces", ""],
];
const WIDTH = 103;
const HEIGHT = 30;
const WAYS = [
  "M105 49H125m-7 -4l7 4l-7 4",
  "M232 49H252m-7 -4l7 4l-7 4",
  "M379 49H359m7 -4l-7 4l7 4",
];

export function duelOf({ title, images, painter, judge }) {
  const said = make("figcaption", {}, make("strong", { textContent: title }));
  const seen = make("span");
  said.append(" ", seen);
  const drawing = makeSvg("svg", { viewBox: "-1 0 486 100", role: "img", "aria-label": title });
  const told = lossOf("painter", "M281 66C281 100 178 100 178 68", 292, 92);
  const kept = lossOf("judge", "M303 32C303 2 333 2 331 32", 359, 14);
  drawing.append(
    ...WAYS.map((d) => makeSvg("path", { class: "duel-way", d })),
    ...BOXES.flatMap(boxOf),
    ...told.parts,
    ...kept.parts,
  );
  const most = Math.max(...painter, ...judge, 1e-9);

  function paint(at) {
    const after = number(Math.round(images[at]));
    seen.textContent = `after ${after} pictures; the wider an arrow, the more it lost`;
    told.set(painter[at], most);
    kept.set(judge[at], most);
  }

  const last = images.length - 1;
  if (last < 1 || matchMedia("(prefers-reduced-motion: reduce)").matches) paint(last);
  else play(drawing, last, paint);
  return [said, drawing];
}

// Go from the first to the last once, as long as the drawing is on the page.
function play(drawing, last, paint) {
  const start = performance.now();
  paint(0);
  const step = (now) => {
    // a frame may have begun before its script did
    const share = Math.min(1, Math.max(0, now - start) / PLAY_MS);
    paint(Math.round(share * last));
    if (share < 1 && drawing.isConnected) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function boxOf([kind, x, y, words, who]) {
  const box = { class: "duel-box", x, y, width: WIDTH, height: HEIGHT, rx: 8, "data-who": who };
  const text = { class: "duel-word", x: x + WIDTH / 2, y: y + 20, "data-kind": kind };
  return [makeSvg("rect", box), makeSvg("text", text, words)];
}

// What one of the two lost, as an arrow as wide as it is much.
function lossOf(who, d, x, y) {
  const arrow = makeSvg("path", { class: "duel-loss", d, "data-who": who });
  const words = makeSvg("text", { class: "duel-figure", x, y, "data-who": who });
  return {
    parts: [arrow, words],
    set(loss, most) {
      arrow.style.strokeWidth = `${(1 + (WIDEST_PX - 1) * (loss / most)).toFixed(1)}px`;
      words.textContent = `${who} loses ${loss.toFixed(2)}`;
    },
  };
}
