// Scores of samples and faces as overlaid histograms, at the time the grids show. Scores above zero
// mean: taken for real.
import { addressOf, ask } from "../widgets/ask.js";
import { legendOf, makeSvg } from "../widgets/dom.js";
import { percent } from "../widgets/words.js";
import { snapshot } from "./news.js";

const HEIGHT = 110;
const TOP = 4;
const BOTTOM = 18;
const MOST_KEPT = 400;
const REFUSED = 400;
const NONE = { sets: [] };

export function start({ element }) {
  const plot = element.querySelector(".scores-plot");
  const known = new Map();
  let wanted = "";
  let drawn = NONE;

  async function scoresAt(address) {
    try {
      return await (await ask(address)).json();
    } catch (error) {
      if (error.status !== REFUSED) known.delete(address); // the server was away: asked again
      return NONE; // else the run was deleted, or went back: the monitor says so
    }
  }

  async function show(shot) {
    if (!shot) {
      wanted = "";
      drawn = NONE;
      return paint();
    }
    const { run, images, version } = shot;
    const address = addressOf("training/scores", { run, images, v: version });
    wanted = address;
    if (!known.has(address)) {
      if (known.size > MOST_KEPT) known.delete(known.keys().next().value);
      known.set(address, scoresAt(address));
    }
    const found = await known.get(address);
    if (wanted !== address) return;
    drawn = found;
    paint();
  }

  function pictureOf({ span: [low, high], sets }, width) {
    const top = Math.max(...sets.flatMap(({ shares }) => shares), 0.01);
    const x = (score) => ((score - low) / (high - low)) * width;
    const y = (share) => (1 - share / top) * (HEIGHT - BOTTOM - TOP) + TOP;
    const outlineOf = (shares) => {
      const step = width / shares.length;
      const at = (i, share) => `L${(i * step).toFixed(1)} ${y(share).toFixed(1)}`;
      return shares.map((share, i) => at(i, share) + at(i + 1, share)).join("");
    };
    const zero = { x1: x(0), x2: x(0), y1: 0, y2: HEIGHT - BOTTOM, class: "scores-zero" };
    const words = [
      [low, "start", `${low}: surely painted`],
      [0, "middle", "0"],
      [high, "end", `${high}: surely real`],
    ];
    const svg = makeSvg("svg", { width, height: HEIGHT });
    svg.append(
      makeSvg("line", zero),
      ...sets.map(({ shares, colour }) => {
        const d = `M0 ${y(0)}${outlineOf(shares)}L${width} ${y(0)}Z`;
        return makeSvg("path", { d, fill: colour, stroke: colour });
      }),
      ...words.map(([place, anchor, text]) =>
        makeSvg("text", { x: x(place), y: HEIGHT - 4, "text-anchor": anchor }, text),
      ),
    );
    return svg;
  }

  function paint() {
    const { sets } = drawn;
    element.hidden = sets.length === 0;
    if (element.hidden) return;
    plot.replaceChildren(pictureOf(drawn, Math.max(240, plot.clientWidth)));
    const entries = sets.map(({ name, colour, real }) => {
      return { text: `${name}: ${percent(real)} taken for real`, colour };
    });
    plot.ariaLabel = entries.map(({ text }) => text).join(", ");
    element.querySelector(".scores-legend").replaceChildren(...legendOf(entries));
  }

  snapshot.hear(show);
  new ResizeObserver(paint).observe(plot);
  show(snapshot.now);
}
