// Ways to change the face, one of which is on the console: sliders, from A to B, a mix by scale, a
// sheet of seeds, a photo.
import { choices } from "../widgets/dom.js";
import { betweenWays } from "./between.js";
import { addFiles } from "./files.js";
import { sheetWay } from "./sheet.js";

// `served` holds what needs a server, {photoWay, filmControls}; without it they are not there.
// Returns `lookFor`, which looks for a picture or a mean face.
// Show parts made anew; the like control has the focus that one of the last had.
function renew(section, parts) {
  const controls = () => [
    ...section.querySelectorAll("button, input, select, summary, [tabindex]"),
  ];
  const at = controls().indexOf(document.activeElement);
  section.replaceChildren(...parts);
  controls()[at]?.focus({ preventScroll: true });
}

export function addWays(panel, served = {}) {
  const { element, find, walk } = panel;
  const { path, mix } = betweenWays({ ...panel, film: served.filmControls });
  const sheet = sheetWay({ walk, repaint: paint });
  const photo = served.photoWay?.({ walk, take: (file) => take(file) });
  const noFace = () => panel.say("This picture holds no face of facegen.");
  const take = addFiles(panel, photo ? photo.lookFor : noFace);
  const parts = { path, mix, grid: sheet.parts };
  const sections = [...element.querySelectorAll(".lp-console > section")];
  if (photo) sections.find(({ dataset }) => dataset.way === "photo").append(...photo.parts);

  const paintTabs = choices(find(".lp-ways"), "way", (way) => {
    if (!walk.model) return;
    if (way === "grid") sheet.enter();
    walk.enter(way);
  });

  function paint() {
    paintTabs(walk.way, "aria-selected");
    for (const section of sections) {
      section.hidden = section.dataset.way !== walk.way;
      const made = parts[section.dataset.way];
      if (!section.hidden && made) renew(section, made());
    }
  }
  walk.hear("paint", paint);
  return photo?.lookFor;
}
