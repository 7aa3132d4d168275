// Faces that a person keeps, in this browser alone.
import { queryOf } from "../widgets/ask.js";
import { button, make, press, shows } from "../widgets/dom.js";
import { fieldsOf, plainKey } from "./state.js";

const KEY = "facegen-latent-favourites";
const MOST = 60;

// The favourites but one face, however far the state that it is kept with had come by itself.
export function without(list, state) {
  const nameOf = (one) => queryOf(fieldsOf({ ...one, checkpoint: plainKey(one.checkpoint) }));
  return list.filter((one) => nameOf(one) !== nameOf(state));
}

export function thumbnail(walk, state, alt) {
  const image = make("img", { alt, loading: "lazy" });
  walk.maker.portrait(image, state, walk.top);
  return image;
}

// Returns what lists the favourites of the generator shown.
export function addFavourites({ find, walk }) {
  const box = find(".lp-favourites");
  const star = find(".lp-star");

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

  function isKept(list = here()) {
    return without(list, walk.state).length < list.length;
  }

  function cell(state) {
    const { seed } = state.face;
    const open = button("", () => walk.become(state), { title: `Open favourite: seed ${seed}` });
    open.append(thumbnail(walk, state, `Favourite, seed ${seed}`));
    const drop = button("×", () => keep(without(kept(), state)), {
      className: "lp-drop-favourite",
      ariaLabel: "Forget this favourite",
    });
    return make("span", {}, open, drop);
  }

  function paintStar(list = here()) {
    const on = isKept(list);
    press(star, on);
    star.textContent = on ? "★ Keep" : "☆ Keep";
  }

  function paint() {
    const list = here();
    paintStar(list);
    if (shows(box, list)) return;
    box.hidden = !list.length;
    box.replaceChildren(...list.map(cell));
  }

  star.addEventListener("click", () => {
    const now = structuredClone(walk.state);
    now.checkpoint = plainKey(now.checkpoint);
    keep(isKept() ? without(kept(), now) : [now, ...kept()]);
  });
  walk.hear("paint", paint);
  walk.hear("settled", () => paintStar());
  return here;
}
