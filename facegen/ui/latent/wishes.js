// Wishes that come faster than they can be fulfilled: some are answered at once, and of those that
// must wait only the newest counts, so that what was wished last is what is shown last.
export class Wishes {
  #fulfil;
  #waiting = false;
  #running = 0;
  #asked = 0;

  // `fulfil` is given the number of its wish, and answers with a promise that is always kept.
  constructor(fulfil, most) {
    this.#fulfil = fulfil;
    this.most = most;
  }

  isNewest(number) {
    return number === this.#asked;
  }

  wish() {
    this.#waiting = true;
    this.#pump();
  }

  #pump() {
    while (this.#waiting && this.#running < this.most) {
      this.#waiting = false;
      this.#running += 1;
      this.#asked += 1;
      this.#fulfil(this.#asked).finally(() => {
        this.#running -= 1;
        this.#pump();
      });
    }
  }
}
