// The head of the page. props.value is the key of the dataset, props.said a `Head`; fixed.choices
// are the datasets as [what to show, key].
import { copies, make } from "../widgets/dom.js";

export function start({ element, props, trigger, watch, fixed }) {
  const find = (selector) => element.querySelector(selector);
  const faces = find(".head-faces");
  const notice = find(".head-notice");
  const dropped = find(".head-dropped");

  function paint() {
    const { why, notice: words, asked, dropped: lost } = props.said;
    faces.value = props.value;
    notice.hidden = !why;
    notice.querySelector("summary").textContent = why;
    notice.querySelector("p").textContent = words;
    find(".head-asked").hidden = !asked;
    find(".head-asked span").textContent = asked;
    dropped.hidden = !lost;
    dropped.querySelector("span").textContent = lost;
  }

  faces.append(...fixed.choices.map(([label, value]) => make("option", { value }, label)));
  faces.addEventListener("change", () => {
    props.value = faces.value;
    trigger("input");
  });
  find(".head-all").addEventListener("click", () => trigger("submit"));
  find(".head-read").addEventListener("click", () => {
    dropped.hidden = true;
  });
  document.addEventListener("click", ({ target }) => {
    if (!notice.contains(target)) notice.open = false;
  });
  element.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") notice.open = false;
  });
  copies(find(".head-share"), () => location.href);
  watch(["value", "said"], paint);
  paint();
}
