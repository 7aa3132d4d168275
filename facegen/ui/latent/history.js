// Steps that can be undone. A drag is one step, however many pictures it asks for: what is shown
// meanwhile is settled once the hand lets go.
const MOST_STEPS = 200;

export class History {
  #past = [];
  #future = [];
  #now;

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

  settle(state) {
    if (JSON.stringify(state) === JSON.stringify(this.#now)) return;
    this.#past.push(this.#now);
    if (this.#past.length > MOST_STEPS) this.#past.shift();
    this.#future = [];
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
    to.push(this.#now);
    this.amend(from.pop());
    return structuredClone(this.#now);
  }
}
