// Fetching files that a browser keeps, and telling how far it is.
import { ask } from "../../widgets/ask.js";

// Returns each file as a buffer, and tells the share of all their bytes that are here.
export async function fetched(addresses, told = () => {}) {
  const answers = await Promise.all(addresses.map((address) => ask(address)));
  const sizes = answers.map(({ headers }) => Number(headers.get("content-length")));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  return Promise.all(
    answers.map(async ({ body }) => {
      const counted = body.pipeThrough(
        new TransformStream({
          transform(part, controller) {
            done += part.byteLength;
            told(total ? done / total : 0);
            controller.enqueue(part);
          },
        }),
      );
      return new Response(counted).arrayBuffer();
    }),
  );
}
