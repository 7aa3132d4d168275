// Tells the server where the person goes: props.value is that link.
import { followed } from "../widgets/address.js";

export function start({ props, trigger }) {
  followed((link) => {
    props.value = link;
    trigger("input");
  });
}
