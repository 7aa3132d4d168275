// Buttons for what can be done with a run. What is hard to take back asks a second time, and
// withdraws its question after a while.
import { button } from "../widgets/dom.js";

const SURE_MS = 5000;

export class Actions {
  busy = null; // what is being done
  #confirming = ""; // the action that is asked about, all of it: to another run it is another one

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
    this.#confirming = "";
    this.perform(action);
    this.changed();
  }

  done() {
    this.busy = null;
  }

  isAsking(action) {
    return this.#confirming === JSON.stringify(action);
  }

  // Do an action, or ask whether one is sure of it.
  press(action, sure) {
    if (!sure || this.isAsking(action)) return this.do(action);
    this.#confirming = JSON.stringify(action);
    this.changed();
    setTimeout(() => {
      if (!this.isAsking(action)) return;
      this.#confirming = "";
      this.changed();
    }, SURE_MS);
  }

  // Say on a button how its action goes; `sure` is its second question.
  label(one, action, label, sure) {
    const asking = this.isAsking(action);
    one.textContent = this.busy === action.what ? `${label} …` : asking ? sure : label;
    one.classList.toggle("monitor-sure", asking);
  }

  // The button of one thing offered for a run.
  offer(run, { what, label, hint, sure }) {
    const disabled = this.busy !== null;
    const properties = { title: hint, disabled, dataset: { what } };
    const action = { what, run: run.name };
    const one = button("", () => this.press(action, sure), properties);
    this.label(one, action, label, sure);
    return one;
  }
}
