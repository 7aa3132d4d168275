// The head of the page. props.value is the key of the dataset, props.said a `Head`; fixed.ahead
// what tabs need beside their own scripts.
import { copies, make, shows } from "../widgets/dom.js";
import { population } from "../widgets/news.js";
import { Early } from "../widgets/visit.js";
import { fetchAhead } from "./ahead.js";
import { refused } from "./refused.js";

const REFUSED_MS = 10000;

export function start({ element, props, trigger, watch, fixed }) {
  const find = (selector) => element.querySelector(selector);
  const faces = find(".head-faces");
  const notice = find(".head-notice");
  const dropped = find(".head-dropped");
  const refusal = find(".head-refused");
  const early = new Early();
  fetchAhead(fixed.ahead);
  let chosen = props.value;

  function paint() {
    const { why, notice: words, asked, dropped: lost, choices } = props.said;
    if (!shows(faces, choices))
      faces.replaceChildren(...choices.map(([label, value]) => make("option", { value }, label)));
    faces.value = props.value;
    notice.hidden = !why;
    notice.querySelector("summary").textContent = why;
    notice.querySelector("p").textContent = words;
    find(".head-asked").hidden = !asked;
    find(".head-asked span").textContent = asked;
    dropped.hidden = !lost;
    dropped.querySelector("span").textContent = lost;
    population.tell(props.said.population);
  }

  function choose(store) {
    chosen = store;
    props.value = store;
    trigger("input");
  }

  faces.addEventListener("change", () => {
    early.act();
    choose(faces.value);
  });
  find(".head-all").addEventListener("click", () => trigger("submit"));
  for (const told of [dropped, refusal])
    told.querySelector(".head-read").addEventListener("click", () => {
      told.hidden = true;
    });
  let fading = 0;
  refused((sentence) => {
    refusal.querySelector("span").textContent = sentence;
    refusal.hidden = false;
    clearTimeout(fading);
    fading = setTimeout(() => {
      refusal.hidden = true;
    }, REFUSED_MS);
  });
  document.addEventListener("click", ({ target }) => {
    if (!notice.contains(target)) notice.open = false;
  });
  element.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") notice.open = false;
  });
  copies(find(".head-share"), () => location.href);
  watch(["value", "said"], () => {
    if (early.outlives && props.value !== chosen) choose(chosen);
    paint();
  });
  paint();
}
