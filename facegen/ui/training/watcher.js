// Asks the server once a second what has changed, while `inSight` says that somebody looks.
import { addressOf, ask } from "../widgets/ask.js";
import { smoothing } from "./news.js";

const EVERY_MS = 1000;

// Put what a view leaves out, as it was, back in from the one known before; what `runs` says of
// the run is newer than what the run says of itself.
export function completed(view, known) {
  const run = "run" in view ? view.run : known.run;
  const brief = run && view.runs.find(({ name }) => name === run.name);
  return { ...view, run: run && { ...run, ...brief } };
}

export class Watcher {
  #seen = { run: null, other: null };
  #timer = 0;
  #asking = false;
  #again = false;

  // `chosen` gives the names of {run, other}; `changed` is given news, `failed` an Error.
  constructor({ inSight, chosen, changed, failed }) {
    Object.assign(this, { inSight, chosen, changed, failed });
    this.lost = false;
  }

  // Ask now, and from then on again and again.
  async poll() {
    clearTimeout(this.#timer);
    this.#again = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    try {
      if (this.inSight()) await this.#look();
    } finally {
      this.#asking = false;
      this.#timer = setTimeout(() => this.poll(), this.#again ? 0 : EVERY_MS);
    }
  }

  // What goes wrong while news are shown is a fault of the page, and not the server's silence.
  async #look() {
    const { lost } = this;
    const changed = await this.#askBoth().catch((error) => {
      this.lost = true;
      this.failed(error);
      return null;
    });
    if (changed === null) return;
    this.lost = false;
    if (!changed && !lost) return;
    const { runs, run } = this.#seen.run.view;
    this.changed({ runs, run, other: this.#seen.other?.view.run || null });
  }

  // Ask for the run, and for the one laid over it; whether anything is another than before.
  async #askBoth() {
    const { run, other } = this.chosen();
    const changed = await this.#ask("run", run);
    if (other) return (await this.#ask("other", other)) || changed;
    const dropped = this.#seen.other !== null;
    this.#seen.other = null;
    return changed || dropped;
  }

  // Ask for a view; whether it is another than before.
  async #ask(which, name) {
    const known = this.#seen[which];
    const smooth = smoothing.now;
    const same = known && known.name === name && known.smooth === smooth;
    const fields = { smooth, ...(name ? { run: name } : {}) };
    const answer = await ask(
      addressOf("training/view", { ...fields, ...(same ? { seen: known.view.tag } : {}) }),
    );
    if (answer.status === 204) return false;
    const view = completed(await answer.json(), known?.view);
    this.#seen[which] = { name, smooth, view };
    return true;
  }
}
