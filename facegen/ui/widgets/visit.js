// The visit: the page is drawn before the server has read its link, and a person may act by then.
// What they did outlives the link.
import { News } from "./news.js";

export const followed = new News(false); // the link

// Whether a person acted in a widget before the link was followed.
export class Early {
  #acted = false;

  act() {
    this.#acted ||= !followed.now;
  }

  // Ask when a value comes: is it the link's, and too late?
  get outlives() {
    return this.#acted && !followed.now;
  }
}
