// Captions and file names enter the page as text, never as markup.
import { make } from "./dom.js";

export function start({ element, props, watch }) {
  function paint() {
    element.replaceChildren(
      ...props.value.map(({ src, caption, alt }) =>
        make(
          "figure",
          {},
          make("img", { src, alt, loading: "lazy" }),
          make("figcaption", { textContent: caption, title: caption }),
        ),
      ),
    );
  }
  watch("value", paint);
  paint();
}
