// The examples of some chips, which tell what they are where they are built.
import { button } from "./dom.js";
import { examples } from "./news.js";

export function start({ element }) {
  const row = element.querySelector("div");
  const paint = (offered) =>
    row.replaceChildren(...offered.map(([label, take]) => button(label, take)));
  examples.hear(paint);
  paint(examples.now);
}
