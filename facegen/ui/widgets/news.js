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

// Which faces the page is about: what a link says of them, {store, with, without}, each only where
// it is not as the page opens. The head of the page tells it.
export const population = new News({});

// Of which dataset alone, as a field.
export function datasetField() {
  const { store } = population.now;
  return store ? { store } : {};
}

// Queries to begin with, [label, take]: `take` asks for one.
export const examples = new News([]);
// A query that a message on a stage leads to: {target: the name of the chips it is for, query}.
export const queries = new News();
