// The address bar holds the link of what is in sight. Another tab, another dataset or another
// question is a step that the browser's Back undoes; all else only changes the step it is in.
import { queryOf } from "./ask.js";

const STEPS = ["tab", "store", "with", "without", "compare", "with2", "without2", "run"];

let awaited = null; // fields of the address gone to, until what is in sight has that link

export function fieldsOf(address) {
  return new URLSearchParams(new URL(address, "http://page/").search);
}

// A link of the page, with fields that it does not say itself; none stays none.
export function withFields(link, fields) {
  const said = fieldsOf(link);
  const others = Object.entries(fields).filter(([name]) => !said.has(name));
  return link && others.length ? `${link}&${queryOf(others)}` : link;
}

// Whether going from one address to another is a step; the first link of a visit is none.
export function isStep(now, next) {
  const [from, to] = [fieldsOf(now), fieldsOf(next)];
  return from.has("tab") && STEPS.some((name) => from.get(name) !== to.get(name));
}

export function alike(one, other) {
  const sorted = (address) => [...fieldsOf(address)].map(String).sort().join();
  return sorted(one) === sorted(other);
}

// Write a link to the address bar, unless the page is on its way to another.
export function enter(address) {
  if (awaited !== null && !alike(awaited, address)) return;
  awaited = null;
  if (alike(location.search, address)) return;
  const way = isStep(location.search, address) ? "pushState" : "replaceState";
  history[way](null, "", address);
}

const newest = new Map(); // link of each tab

// Return what a part of a tab links to. Parts are answered apart, each with a link of the whole as
// it then was: given its own, a part returns the newest that any of them was given.
export function sharedLink() {
  let own = null;
  return (link) => {
    if (!link) return link;
    const tab = fieldsOf(link).get("tab");
    if (link !== own) newest.set(tab, link);
    own = link;
    return newest.get(tab);
  };
}

// Tell of every address the person goes to: Back, Forward, and links of the page into itself.
export function followed(tell) {
  const go = () => {
    awaited = location.search;
    tell(location.search);
  };
  const free = () => {
    awaited = null;
  };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, free, { capture: true });
  addEventListener("popstate", () => {
    if (!alike(location.search, awaited ?? "")) go();
  });
  addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="?"]');
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey;
    if (!link || elsewhere || event.defaultPrevented) return;
    event.preventDefault();
    history.pushState(null, "", link.href);
    scrollTo(0, 0);
    go();
  });
}
