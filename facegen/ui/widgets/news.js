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

// Which faces the page is about, as the chips write a query; they tell it wherever it is chosen.
export const asked = new News({ required: [], excluded: [] });
// A query that a message on a stage leads to: {target: the name of the chips it is for, query}.
export const queries = new News();
