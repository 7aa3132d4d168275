// The metrics of the watched run as small charts that share their horizontal axis: training
// pictures. A second run is laid over them, dashed.
import { choices, paragraph } from "../widgets/dom.js";
import { counted } from "../widgets/words.js";
import { Chart } from "./chart.js";
import { smoothing, wantedTime, watched } from "./news.js";
import { paintReport } from "./report.js";

// Where the curves of some panels begin and end, in training pictures.
export function endsOf(panels) {
  const curves = panels.flatMap((panel) => panel.curves);
  const places = curves.flatMap(({ x }) => [x[0], x.at(-1)]);
  return [Math.min(...places), Math.max(...places)];
}

export function start({ element }) {
  const find = (selector) => element.querySelector(selector);
  const [panels, rest] = element.querySelectorAll(".curves-panels");
  const more = find(".curves-more");
  const story = find(".curves-story");
  const charts = new Map();
  let pointed = null; // the training pictures under the pointer, which news leave alone

  const paintSmoothing = choices(find(".curves-smoothing"), "smooth", (chosen) => {
    smoothing.tell(Number(chosen));
    paint();
  });

  function hover(images) {
    pointed = images;
    for (const chart of charts.values()) chart.point(images);
    hint(images);
  }

  function hint(images) {
    const { other } = watched.now;
    const over = other ? `Dashed: ${other.name}. ` : "";
    const idle = "Across: training pictures. Click a curve to see the samples of that time.";
    find(".curves-hint").textContent =
      images === null ? over + idle : `After ${counted(images, "picture")}`;
  }

  function chartOf(key) {
    const events = { heard: hover, clicked: (images) => wantedTime.tell(images), changed: paint };
    if (!charts.has(key)) charts.set(key, new Chart(key, events));
    return charts.get(key);
  }

  // Keep the charts of these panels, and only them, on the page.
  function arrange(drawn) {
    const keys = drawn.map(({ key }) => key);
    if (panels.dataset.keys === String(keys)) return;
    panels.dataset.keys = String(keys);
    for (const key of [...charts.keys()]) if (!keys.includes(key)) charts.delete(key);
    const boxes = (some) => some.map(({ key }) => chartOf(key).box);
    panels.replaceChildren(...boxes(drawn.filter(({ main }) => main)));
    rest.replaceChildren(...boxes(drawn.filter(({ main }) => !main)));
    more.hidden = rest.children.length === 0;
  }

  function paint() {
    const { run, other } = watched.now;
    const own = run?.panels || [];
    const others = other?.panels || [];
    const twins = new Map(others.map((panel) => [panel.key, panel]));
    const ends = endsOf([...own, ...others]);
    element.classList.toggle("curves-none", own.length === 0);
    paintSmoothing(smoothing.now);
    arrange(own);
    for (const panel of own)
      if (more.open || panel.main)
        chartOf(panel.key).paint(panel, twins.get(panel.key), ends, run.marks || []);
    paintReport(find(".curves-report"), run?.report);
    hover(pointed);
    const told = run?.story || [];
    story.hidden = told.length === 0;
    story.lastElementChild.replaceChildren(...told.map((text) => paragraph(text)));
  }

  more.addEventListener("toggle", paint);
  watched.hear(paint);
  new ResizeObserver(() => {
    if (watched.now.run) paint();
  }).observe(panels);
  paint();
}
