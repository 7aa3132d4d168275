// What is said of the face that was found for a photo, and no more than is true.

// `pixels` is the distance in levels, `features` that in what the attribute network sees, as a
// share of that between strangers; `unseen_pixels` what half of the photos that the generator
// never saw come nearer than, null where nobody measured it; `style` is there once it is over. A
// hint says that it is no photo of a face as those are, so that they are no measure for it.
export function wordsOn({ pixels, features, unseen_pixels: unseen, style }, hint = "") {
  const levels = `off by ${pixels.toFixed(1)} of 255 levels a pixel`;
  if (!style) return `${hint} The nearest face so far is ${levels}.`.trim();
  const flattering =
    `Another network finds ${features.toFixed(2)} of the distance between strangers, but the ` +
    "search was made to please it: believe your eyes.";
  if (hint || !unseen) return `${hint} The nearest face is ${levels}. ${flattering}`.trim();
  const usual = `half of the photos this generator never saw come nearer than ${unseen.toFixed(1)}`;
  return `${verdictOn(pixels, unseen)}: the nearest face is ${levels}; ${usual}. ${flattering}`;
}

// In words, by what is usual for photos that the generator never saw.
export function verdictOn(pixels, unseen) {
  if (pixels <= unseen / 2) return "Very near";
  if (pixels <= unseen) return "Near, as such faces go";
  return "Alike in pose and colour only; this is hardly the same person";
}
