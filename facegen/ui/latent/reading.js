// What the attribute network reads in the face, once the hand rests: bars on the sliders, and a
// mark where the dataset's own share lies.
import { addressOf, ask } from "../widgets/ask.js";
import { percent } from "../widgets/words.js";
import { fieldsOf } from "./state.js";

function paint(line, probability, share) {
  const bar = line.querySelector(".lp-read");
  bar.hidden = probability === undefined;
  if (bar.hidden) return;
  bar.style.setProperty("--read", probability);
  bar.style.setProperty("--share", share ?? -1);
  const beside =
    share === undefined ? "" : `; ${percent(share)} of the faces of the dataset have it`;
  bar.title = `The attribute network sees it with ${percent(probability)}${beside}`;
}

export function addReading({ element, walk, store }) {
  let reading = 0;

  async function read() {
    const lines = element.querySelectorAll(".lp-row[data-kind='attributes']");
    if (!lines.length || !element.offsetParent) return;
    reading += 1;
    const mine = reading;
    const address = addressOf("latent/reading", { ...fieldsOf(walk.state), ...store() });
    const answer = await ask(address).catch(() => null); // the stage says what is wrong
    if (!answer || mine !== reading) return;
    const { probabilities, frequencies } = await answer.json();
    for (const line of lines) {
      const { key } = line.dataset;
      paint(line, probabilities[key], frequencies[key]);
    }
  }
  walk.hear("rested", read);
}
