// What the widgets of the tab tell each other.
import { News } from "../widgets/news.js";

// What the monitor watches: {runs: all in brief, run: the chosen one, other: the one laid over it};
// `waiting` where it does not know yet.
export const watched = new News({ runs: [], run: null, other: null, waiting: true });

// The samples in sight: {run: its name, images, version}; null where there are none.
export const snapshot = new News();

// Training pictures after which a person wants to see the samples.
export const wantedTime = new News();

// How much of the past a smoothed curve keeps, 0 to 1.
export const smoothing = new News(0.6);
