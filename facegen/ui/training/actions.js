// Buttons for what can be done with a run. What is hard to take back asks a second time, and
// withdraws its question after a while.
import { button } from "../widgets/dom.js";

const SURE_MS = 5000;

export class Actions {
  busy = null; // what is being done
  #confirming = null;

  // `perform` does an action, {what, run, ...}; `changed` is called when buttons must be repainted.
  constructor(perform, changed) {
    this.perform = perform;
    this.changed = changed;
  }

  get state() {
    return [this.busy, this.#confirming];
  }

  do(action) {
    this.busy = action.what;
    this.#confirming = null;
    this.perform(action);
    this.changed();
  }

  done() {
    this.busy = null;
  }

  isAsking(what) {
    return this.#confirming === what;
  }

  // Do an action, or ask whether one is sure of it.
  press(action, sure) {
    const { what } = action;
    if (!sure || this.isAsking(what)) return this.do(action);
    this.#confirming = what;
    this.changed();
    setTimeout(() => {
      if (!this.isAsking(what)) return;
      this.#confirming = null;
      this.changed();
    }, SURE_MS);
  }

  // Say on a button how its action goes; `sure` is its second question.
  label(one, what, label, sure) {
    one.textContent = this.busy === what ? `${label} …` : this.isAsking(what) ? sure : label;
    one.classList.toggle("monitor-sure", this.isAsking(what));
  }

  // The button of one thing offered for a run.
  offer(run, { what, label, hint, sure }) {
    const disabled = this.busy !== null;
    const properties = { title: hint, disabled, dataset: { what } };
    const one = button("", () => this.press({ what, run: run.name }, sure), properties);
    this.label(one, what, label, sure);
    return one;
  }
}
