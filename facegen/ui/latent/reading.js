// What the attribute network reads in the face: bars on the sliders, and a mark where the share of
// the faces lies that the page is about. A browser that has the network reads as the face changes;
// else the server does, once the hand rests.
import { addressOf, ask } from "../widgets/ask.js";
import { paragraph } from "../widgets/dom.js";
import { population } from "../widgets/news.js";
import { percent } from "../widgets/words.js";
import { fieldsOf } from "./state.js";
import { Wishes } from "./wishes.js";

const LEGEND =
  "Below each slider: how surely a network sees it in this face, and a mark at how common it is " +
  "in the chosen faces.";

// The face itself goes first: so long at least between readings, and so many times as long as one
// takes, that it leaves a slow device five sixths of its time.
const BETWEEN_MS = 60;
const PAUSES = 5;

function paint(line, probability, share) {
  const bar = line.querySelector(".lp-read");
  bar.hidden = probability === undefined;
  if (bar.hidden) return;
  bar.style.setProperty("--read", probability);
  bar.style.setProperty("--share", share ?? -1);
  const beside = share === undefined ? "" : `; ${percent(share)} of the chosen faces have it`;
  bar.title = `The attribute network sees it with ${percent(probability)}${beside}`;
}

export function addReading({ element, walk }) {
  const legend = paragraph(LEGEND, "lp-legend");
  let reading = 0;
  let shares = null; // of the dataset they are of, by attribute
  let dataset = null;

  function paintAll(probabilities, by) {
    const sliders = element.querySelector(".lp-sliders");
    sliders.dataset.read = by;
    if (!legend.isConnected) sliders.before(legend);
    for (const line of element.querySelectorAll(".lp-row[data-kind='attributes']")) {
      const { key } = line.dataset;
      paint(line, probabilities[key], shares[key]);
    }
  }

  const here = new Wishes(async () => {
    const began = performance.now();
    const told = await walk.maker.read?.().catch(() => null); // the stage says what is wrong
    const pauseMs = Math.max(BETWEEN_MS, PAUSES * (performance.now() - began));
    const named = told && walk.model.read.map((name, i) => [name, told[i]]);
    if (told) paintAll(Object.fromEntries(named), "browser");
    await new Promise((done) => setTimeout(done, pauseMs));
  }, 1);

  async function rest() {
    if (!element.querySelector(".lp-row[data-kind='attributes']") || !element.offsetParent) return;
    const wanted = population.now;
    const known = shares && dataset === JSON.stringify(wanted);
    if (known && walk.maker.read) return here.wish();
    reading += 1;
    const mine = reading;
    const address = addressOf("latent/reading", { ...fieldsOf(walk.state), ...wanted });
    const answer = await ask(address).catch(() => null);
    if (!answer || mine !== reading) return;
    const { probabilities, frequencies } = await answer.json();
    shares = frequencies;
    dataset = JSON.stringify(wanted);
    paintAll(probabilities, "server");
  }
  walk.hear("rested", rest);
  population.hear(rest);
  walk.hear("drawn", () => {
    if (shares && walk.maker.read) here.wish();
  });
}
