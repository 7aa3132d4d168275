// Where a visit begins: on the tab of its link, or on the one that was clicked before the server
// had answered. The page is drawn with its first tab open.
import { followed } from "../widgets/visit.js";

export function landing(linked) {
  const [first, ...others] = document.querySelectorAll("#tabs [data-tab-id]");
  const clicked = others.find((tab) => tab.ariaSelected === "true" && tab !== first);
  const tab = clicked?.dataset.tabId ?? linked;
  return [tab, { __type__: "update", selected: tab }];
}

// From here on what is in sight has the address bar: told once the tab is open, or the first tab,
// which is in sight until then, would take it.
export function landed() {
  followed.tell(true);
}
