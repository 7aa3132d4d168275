// Steps that can be undone. A drag is one step, however many pictures it asks for: what is shown
// meanwhile is settled once the hand lets go. So is a burst of keys on one slider, each of which
// settles by itself.
const MOST_STEPS = 200;
const BURST_MS = 1000;

export class History {
  #past = [];
  #future = [];
  #now;
  #hand = null; // what the last step was done with
  #settled = 0;

  constructor(state) {
    this.amend(state);
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  // Take a state as the present one without making it a step.
  amend(state) {
    this.#now = structuredClone(state);
  }

  // With the same `hand` soon after the last time, the step before goes on.
  settle(state, hand = null) {
    if (JSON.stringify(state) === JSON.stringify(this.#now)) return;
    const goesOn = hand && hand === this.#hand && Date.now() - this.#settled < BURST_MS;
    if (!goesOn) this.#past.push(this.#now);
    if (this.#past.length > MOST_STEPS) this.#past.shift();
    this.#future = [];
    this.#hand = hand;
    this.#settled = Date.now();
    this.amend(state);
  }

  // The state before, or null.
  undo() {
    return this.#step(this.#past, this.#future);
  }

  redo() {
    return this.#step(this.#future, this.#past);
  }

  #step(from, to) {
    if (!from.length) return null;
    this.#hand = null;
    to.push(this.#now);
    this.amend(from.pop());
    return structuredClone(this.#now);
  }
}
