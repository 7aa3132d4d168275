// News that one widget has for others; `now` holds the last for a widget that comes later.
export class News {
  #listeners = [];

  constructor(now = null) {
    this.now = now;
  }

  tell(now) {
    this.now = now;
    for (const listener of this.#listeners) listener(now);
  }

  hear(listener) {
    this.#listeners.push(listener);
  }
}

// A query that a message on a stage leads to: {target: the name of the chips it is for, query}.
export const queries = new News();
