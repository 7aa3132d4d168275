// Makes pictures of styles in Node as a browser would: test_synthesis.py runs it.
// Arguments: a folder with `weights`, latents.bin and styles.bin, and how many there are of them;
// styles of the latents and pixels of all sprites are written to mapped.bin and faces.bin there.
import { readFileSync, writeFileSync } from "node:fs";
import { Synthesis } from "../../../facegen/ui/latent/local/synthesis.js";
import { unpacked } from "../../../facegen/ui/latent/local/unpacked.js";
import { placesIn } from "../../../facegen/ui/latent/places.js";

const [folder, count] = process.argv.slice(2);
const floats = (name) => new Float32Array(new Uint8Array(readFileSync(`${folder}/${name}`)).buffer);
const parts = (numbers, amount) => {
  const length = numbers.length / amount;
  return Array.from({ length: amount }, (_, i) => numbers.slice(i * length, (i + 1) * length));
};

const synthesis = await Synthesis.open(await unpacked(readFileSync(`${folder}/weights`)));
const px = synthesis.scales.at(-1);
const mapped = [];
for (const latent of parts(floats("latents.bin"), count))
  mapped.push(Buffer.from((await synthesis.map(latent)).buffer));
writeFileSync(`${folder}/mapped.bin`, Buffer.concat(mapped));
const faces = [];
for (const numbers of parts(floats("styles.bin"), count)) {
  const styles = parts(numbers, synthesis.scales.length);
  const rgba = await synthesis.paint(styles, placesIn(synthesis.scales), px + px / 2, px);
  faces.push(Buffer.from(rgba.buffer));
}
writeFileSync(`${folder}/faces.bin`, Buffer.concat(faces));
