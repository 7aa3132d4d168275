// What every script of the page does with elements.
import { enter } from "./address.js";

const SVG = "http://www.w3.org/2000/svg";
const SAID_MS = 1600;

// Make an element with properties and children; text among these enters as text, never as markup.
export function make(tag, properties = {}, ...children) {
  const { dataset = {}, ...others } = properties;
  const one = Object.assign(document.createElement(tag), others);
  Object.assign(one.dataset, dataset);
  one.append(...children);
  return one;
}

export function makeSvg(tag, attributes = {}, text = "") {
  const one = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
  one.textContent = text;
  return one;
}

export function button(textContent, clicked, properties = {}) {
  const one = make("button", { type: "button", textContent, ...properties });
  one.addEventListener("click", clicked);
  return one;
}

export function paragraph(textContent, className = "") {
  return make("p", { textContent, className });
}

// Names with the colour of what they name; both charts and histograms explain themselves so.
export function legendOf(entries) {
  return entries.map(({ text, colour }) => {
    const entry = make("span", { textContent: text });
    entry.style.setProperty("--colour", colour);
    return entry;
  });
}

// Whether a key is for the browser or the system: one with Alt, Ctrl or Meta is.
export function isCommand({ altKey, ctrlKey, metaKey }) {
  return altKey || ctrlKey || metaKey;
}

export function press(one, on) {
  one.setAttribute("aria-pressed", String(on));
}

export function isPressed(one) {
  return one.getAttribute("aria-pressed") === "true";
}

// A row of buttons of which one is on: `key` names the data attribute that holds what each is for.
export function choices(row, key, chosen) {
  row.addEventListener("click", ({ target }) => {
    const value = target.closest("button")?.dataset[key];
    if (value !== undefined) chosen(value);
  });
  return (now, attribute = "aria-pressed") => {
    for (const one of row.querySelectorAll("button"))
      one.setAttribute(attribute, String(one.dataset[key] === String(now)));
  };
}

// Say whether a part shows this already; a button made anew under a finger is never clicked.
export function shows(part, what) {
  const signature = JSON.stringify(what);
  if (part.dataset.signature === signature) return true;
  part.dataset.signature = signature;
  return false;
}

// Save what lies at an address; an empty name leaves it to the server.
// Bring a part into sight; smoothly, unless a person asked for less motion.
export function reveal(part, block) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  part.scrollIntoView({ behavior: still ? "auto" : "smooth", block });
}

export function download(href, name = "") {
  make("a", { href, download: name }).click();
}

// Let a button copy an address of the page; where a browser forbids it, the address is shown.
export function copies(one, addressOf) {
  const label = one.textContent;
  one.addEventListener("click", async () => {
    const address = new URL(addressOf(), location.href).href;
    try {
      await navigator.clipboard.writeText(address);
      one.textContent = "Link copied";
    } catch {
      window.prompt("Copy this link", address);
    }
    setTimeout(() => {
      one.textContent = label;
    }, SAID_MS);
  });
}

// Let the address bar hold the link of what an element shows, if that is in sight.
export function linkTo(element, address) {
  if (address && element.offsetParent) enter(address);
}
