// Faces that a person keeps, in this browser alone.
import { button, make, shows } from "../widgets/dom.js";
import { plainKey } from "./state.js";

const KEY = "facegen-latent-favourites";
const MOST = 60;

export function thumbnail(walk, state, alt) {
  const image = make("img", { alt, loading: "lazy" });
  walk.maker.portrait(image, state, walk.top);
  return image;
}

// Returns what lists the favourites of the generator shown.
export function addFavourites({ find, walk }) {
  const box = find(".lp-favourites");

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || [];
    } catch {
      return [];
    }
  }

  function keep(list) {
    try {
      localStorage.setItem(KEY, JSON.stringify(list.slice(0, MOST)));
    } catch {
      // private windows keep nothing
    }
    paint();
  }

  function here() {
    const now = plainKey(walk.state.checkpoint);
    return kept().filter(({ checkpoint }) => checkpoint === now);
  }

  function without(state) {
    const text = JSON.stringify(state);
    return kept().filter((one) => JSON.stringify(one) !== text);
  }

  function cell(state) {
    const { seed } = state.face;
    const open = button("", () => walk.become(state), { title: `Open favourite: seed ${seed}` });
    open.append(thumbnail(walk, state, `Favourite, seed ${seed}`));
    const drop = button("×", () => keep(without(state)), {
      className: "lp-drop-favourite",
      ariaLabel: "Forget this favourite",
    });
    return make("span", {}, open, drop);
  }

  function paint() {
    const list = here();
    if (shows(box, list)) return;
    box.hidden = !list.length;
    box.replaceChildren(...list.map(cell));
  }

  find(".lp-star").addEventListener("click", () => {
    const now = structuredClone(walk.state);
    now.checkpoint = plainKey(now.checkpoint);
    keep([now, ...without(now)]);
  });
  walk.hear("paint", paint);
  return here;
}
