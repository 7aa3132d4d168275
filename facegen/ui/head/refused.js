// Tells what the page's own events refuse. Gradio's client shows the error of an event that waits
// in its queue and is silent about any other: it leaves out that the sentence is to be seen.
import { sentenceOf } from "../widgets/ask.js";

const UNQUEUED = "/gradio_api/run/";

export function refused(tell) {
  const ask = globalThis.fetch;
  globalThis.fetch = async (...asked) => {
    const answer = await ask(...asked);
    if (!answer.ok && answer.url.includes(UNQUEUED)) tell(await sentenceOf(answer.clone()));
    return answer;
  };
}
