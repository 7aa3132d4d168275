// The training faces nearest to the face shown, looked for while this part is open and the hand
// rests.
import { addressOf, Newest } from "../widgets/ask.js";
import { make, paragraph } from "../widgets/dom.js";
import { datasetField } from "../widgets/news.js";
import { fieldsOf } from "./state.js";

const SPACES = { pixels: "In pixels", features: "In what a network sees" };

function row({ space, percentile, faces }) {
  const share = `${Math.round(percentile)} % of unseen photos`;
  const verdict =
    percentile < 1
      ? "nearer than nearly any unseen photo is: a copy is to be suspected"
      : `${share} lie nearer to a training face than this one does`;
  const copies = faces.map(({ src, name }) =>
    make("img", { src, alt: `Training face ${name}`, title: name }),
  );
  return make(
    "div",
    {},
    paragraph(`${SPACES[space] || space}: ${verdict}.`),
    make("div", { className: "lp-copies" }, ...copies),
  );
}

export function addNearest({ element, find, walk }) {
  const box = find(".lp-nearest");
  const bar = box.querySelector("progress");
  const words = box.querySelector("p");
  const rows = box.querySelector("div");
  const search = new Newest();
  let asked = "";

  function hear({ progress, spaces }) {
    bar.hidden = progress === undefined || progress >= 1;
    bar.value = progress ?? 1;
    words.textContent = bar.hidden
      ? ""
      : "Placing the training faces, once for this dataset: a minute or two.";
    if (spaces) rows.replaceChildren(...spaces.map(row));
  }

  async function look() {
    if (!box.open || !walk.model || !element.offsetParent) return;
    const address = addressOf("latent/nearest", { ...fieldsOf(walk.state), ...datasetField() });
    if (address === asked) return;
    asked = address;
    try {
      await search.follow(address, {}, hear);
    } catch (error) {
      if (error.name === "AbortError") return;
      bar.hidden = true;
      rows.replaceChildren();
      words.textContent = error.message;
    }
  }
  box.addEventListener("toggle", look);
  walk.hear("rested", look);
}
