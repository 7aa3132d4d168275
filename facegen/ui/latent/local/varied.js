// States that differ in one thing, as `facegen.ui.latent.routes` varies them.
import { withSeed } from "../state.js";

export function varied(state, vary, count) {
  const steps = Array.from({ length: count }, (_, i) => i);
  if (vary === "position")
    return steps.map((i) => ({ ...state, position: i / Math.max(1, count - 1) }));
  const first = BigInt(state.face.seed);
  return steps.map((i) => ({
    ...state,
    face: withSeed(state.face, first + BigInt(i)),
    other: null,
    blend: "",
  }));
}
