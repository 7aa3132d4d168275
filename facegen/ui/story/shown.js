// The stage of the story: what a step's answer holds, each part where it has its place.
import { button, legendOf, make, shows } from "../widgets/dom.js";
import { start as startStage } from "../widgets/stage.js";
import { number, percent } from "../widgets/words.js";
import { duelOf } from "./duel.js";
import { plotOf } from "./plot.js";

// Heights of a plot under pictures and alone, where there is little room across and where much.
const HEIGHTS_PX = { narrow: [130, 200], wide: [190, 380] };
const NARROW_PX = 420;
const ACROSS = 3; // pictures in a row of the grid
const MANY_ACROSS = 5; // and where they come in fives

export class Shown {
  #find;
  #stage = { value: { faces: [] } };
  #paintStage = () => {};
  #view = null;

  // `chosen` is told what clicking a picture chooses.
  constructor(element, chosen) {
    this.#find = (selector) => element.querySelector(selector);
    this.chosen = chosen;
    startStage({
      element: this.#find(".story-faces"),
      props: this.#stage,
      watch: (_, paint) => {
        this.#paintStage = paint;
      },
    });
    new ResizeObserver(() => this.#paintPlot()).observe(this.#find(".story-shown"));
  }

  // What stood in the page's first answer has served once the stage shows something.
  busy(on) {
    this.#find(".story-shown").ariaBusy = String(on);
    if (!on) document.querySelector("#first-sight")?.remove();
  }

  // Show nothing, and say why.
  say(message) {
    this.show({ pictures: [], message, plot: null, shares: [], batches: null, duel: null }, "");
  }

  // Draw an answer; `link` brings its step back.
  show(view, link) {
    this.#view = view;
    const { pictures, message, plot, shares, batches, duel } = view;
    const grid = pictures.length > 2;
    const faces = this.#find(".story-faces");
    const alone = !(plot || shares.length || batches || duel);
    const together = !alone && Boolean(pictures.length || message);
    this.#find(".story-shown").classList.toggle("story-together", together);
    faces.hidden = grid || !(pictures.length || message);
    this.#stage.value = {
      faces: grid ? [] : pictures.map((one) => ({ ...one, file: fileOf(one.title) })),
      difference: null,
      message: message ? { text: message, suggestions: [] } : null,
      link,
      aspect: pictures[0]?.aspect,
    };
    this.#paintStage();
    this.#paintGrid(grid ? pictures : []);
    this.#paintPlot();
    this.#paintShares(shares);
    this.#paintBatches(batches);
    this.#paintDuel(duel);
  }

  #paintGrid(pictures) {
    const grid = this.#find(".story-grid");
    grid.hidden = pictures.length === 0;
    if (shows(grid, pictures)) return;
    const across = pictures.length % MANY_ACROSS ? ACROSS : MANY_ACROSS;
    grid.style.setProperty("--across", across);
    grid.style.setProperty("--rows", Math.ceil(pictures.length / across));
    grid.replaceChildren(...pictures.map((one) => this.#cell(one)));
  }

  #cell({ src, alt, title, choice, link }) {
    const shown = [make("img", { src, alt: "" }), make("span", { textContent: title })];
    if (!link && !choice) return make("div", { role: "img", ariaLabel: alt }, ...shown);
    if (link) return make("a", { href: link, ariaLabel: `${alt}: open it` }, ...shown);
    const one = button("", () => this.chosen(choice), { ariaLabel: `${alt}: choose it` });
    one.append(...shown);
    return one;
  }

  #paintPlot() {
    const figure = this.#find(".story-plot");
    const plot = this.#view?.plot;
    figure.hidden = !plot;
    if (!plot) return;
    const widthPx = Math.floor(figure.clientWidth);
    if (!widthPx || shows(figure, [plot, widthPx])) return;
    const { pictures, shares } = this.#view;
    const narrow = widthPx < NARROW_PX;
    const [under, alone] = HEIGHTS_PX[narrow ? "narrow" : "wide"];
    const shared = pictures.length || (narrow && shares.length);
    figure.replaceChildren(...plotOf(plot, widthPx, shared ? under : alone));
  }

  #paintShares(tables) {
    const place = this.#find(".story-tables");
    place.hidden = tables.length === 0;
    if (!shows(place, tables)) place.replaceChildren(...tables.map(tableOf));
  }

  #paintBatches(batches) {
    const place = this.#find(".story-batches");
    place.hidden = !batches;
    if (!batches || shows(place, batches)) return;
    const kinds = batches.kinds.map((text, i) => ({ text, colour: `var(--kind-${i})` }));
    place.replaceChildren(
      make("p", { className: "legend" }, ...legendOf(kinds)),
      ...batches.rows.map((row) => batchOf(row, batches.kinds[0])),
    );
  }

  #paintDuel(duel) {
    const place = this.#find(".story-duel");
    place.hidden = !duel;
    if (!shows(place, duel) && duel) place.replaceChildren(...duelOf(duel));
  }
}

// The name a picture is saved under.
export function fileOf(title) {
  return title.toLowerCase().match(/\w+/g)?.join("-") || "picture";
}

function tableOf({ title, rows, series, fraction, full }) {
  const head = make(
    "tr",
    {},
    make("th", { textContent: title, scope: "col" }),
    ...series.map((name) => make("th", { textContent: name, scope: "col" })),
  );
  const body = rows.map((row) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, ...(row.pixels ? [tinyPicture(row.pixels)] : []), row.label),
      ...row.shares.map((share) => make("td", {}, barOf(share, fraction, full))),
    ),
  );
  const table = make("table", { className: "story-table" });
  table.append(make("thead", {}, head), make("tbody", {}, ...body));
  return table;
}

function barOf(share, fraction, full) {
  const bar = make("span", { className: "story-share" });
  bar.style.setProperty("--share", share / full);
  const words = fraction ? `${number(share * fraction)}/${fraction}` : percent(share);
  return make("span", { className: "story-part" }, bar, words);
}

function tinyPicture(pixels) {
  const shade = { 0: "black", 1: "white" };
  return make(
    "span",
    { className: "story-tiny", ariaHidden: "true" },
    ...[...pixels].map((one) => make("i", { dataset: { shade: shade[one] || "any" } })),
  );
}

function batchOf(row, kind) {
  const share = [...row].filter((one) => one === "0").length / row.length;
  const dots = make(
    "span",
    { className: "story-dots", ariaHidden: "true" },
    ...[...row].map((one) => make("i", { dataset: { kind: one } })),
  );
  const words = `${percent(share)} ${kind}`;
  return make("p", { className: "story-batch" }, dots, make("span", { textContent: words }));
}
