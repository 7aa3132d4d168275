// How good the watched run's newest checkpoint is, as it was measured.
import { make, paragraph, shows } from "../widgets/dom.js";
import { percent, short } from "../widgets/words.js";

const NOTE =
  "Measured on 2,048 pictures a side at most; what real held-out faces score stands beside. None " +
  "of these is FID.";

function row(tag, cells, title = "") {
  return make("tr", { title }, ...cells.map((textContent) => make(tag, { textContent })));
}

function tableOf(measures) {
  const rows = measures.map(({ title, value, floor, note }) =>
    row("td", [title, short(value), short(floor)], note),
  );
  return make("table", {}, row("th", ["Measure", "Samples", "Real faces"]), ...rows);
}

// Show a report in its folded part: `told` is null, or how far it is, or what was measured.
export function paintReport(box, told) {
  const before = box.dataset.signature;
  if (shows(box, told || null)) return;
  box.hidden = !told;
  if (!told) return;
  const begins = before === undefined || before === "null";
  if (told.state === "running" && begins) box.open = true;
  const words = {
    running: `${percent(told.done)} · ${told.doing}`,
    failed: `It could not be measured: ${told.words}`,
  }[told.state];
  const parts = words ? [paragraph(words)] : [tableOf(told.measures), paragraph(NOTE)];
  box.lastElementChild.replaceChildren(...parts);
}
