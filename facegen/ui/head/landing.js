// Where a visit begins: on the tab of its link, or on the one that was clicked before the server
// had answered. The page is drawn with its first tab open.
import { followed } from "../widgets/visit.js";

export function landed(linked) {
  followed.tell(true);
  const [first, ...others] = document.querySelectorAll("#tabs [data-tab-id]");
  const clicked = others.find((tab) => tab.ariaSelected === "true" && tab !== first);
  const tab = clicked?.dataset.tabId ?? linked;
  return [tab, { __type__: "update", selected: tab }];
}
