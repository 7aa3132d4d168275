// Makes facegen/ui/latent/local/kernels.js of the kernels/ beside it: `npm run kernels`; with
// --check it tells only whether that has been done.
import { readFileSync, writeFileSync } from "node:fs";
import asc from "assemblyscript/asc";

const folder = "facegen/ui/latent/local";
const made = `${folder}/kernels.js`;
const options = ["--enable", "simd", "--runtime", "stub", "--importMemory", "--noAssert", "-O3"];

async function compiled(...more) {
  const outFile = ["--converge", "--outFile", "kernels.wasm"];
  let binary = null;
  const { error, stderr } = await asc.main(
    [`${folder}/kernels/kernels.ts`, ...options, ...more, ...outFile],
    {
      writeFile: (_, contents) => {
        binary = contents;
      },
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr}`);
  const lines = Buffer.from(binary).toString("base64").match(/.{1,90}/g);
  return lines.map((line) => `"${line}"`).join(" +\n  ");
}

const text = `// WebAssembly, base64; made of kernels/ by \`npm run kernels\`.
export const KERNELS =
  ${await compiled()};

// The same, multiplying and adding in one step, for a browser that has relaxed SIMD.
export const FUSED =
  ${await compiled("--enable", "relaxed-simd")};
`;
if (!process.argv.includes("--check")) writeFileSync(made, text);
else if (readFileSync(made, "utf8") !== text)
  throw new Error(`${made} is not what kernels/ says; make it anew with: npm run kernels`);
