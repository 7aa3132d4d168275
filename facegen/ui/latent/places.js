// Where each scale lies in the sprite, smallest first; as facegen.latent.sheet lays them out.
export function placesIn(scales) {
  const top = scales.at(-1);
  let y = 0;
  const places = [{ px: top, x: 0, y: 0 }];
  for (const px of [...scales].reverse().slice(1)) {
    places.unshift({ px, x: top, y });
    y += px;
  }
  return places;
}
