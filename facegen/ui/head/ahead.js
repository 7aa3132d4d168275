// What a tab needs is fetched as soon as a hand or the keyboard goes towards it, and not before:
// nothing is sent for a tab that nobody opens. `needs` has the modules of a tab by its name.
import { make } from "../widgets/dom.js";

export function fetchAhead(needs) {
  const wanted = (event) => {
    for (const href of newFor(event.target, needs))
      document.head.append(make("link", { rel: "modulepreload", href }));
  };
  for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, wanted);
}

// What the tab that a part of the page opens needs and was not fetched yet; it is then.
export function newFor(part, needs) {
  const tab = part.closest?.("#tabs [data-tab-id]")?.dataset.tabId;
  const found = needs[tab] ?? [];
  delete needs[tab];
  return found;
}
