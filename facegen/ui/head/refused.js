// Tells what the page's own events refuse. Gradio's client shows the error of an event that waits
// in its queue and is silent about any other: it leaves out that the sentence is to be seen. Where
// the server is out of reach it loads the page anew once that is back, as it was before what was
// asked meanwhile: that is told then, as the entry of the browser's history remembers it.
import { sentenceOf } from "../widgets/ask.js";

const UNQUEUED = "/gradio_api/run/";
const LOST = "The server was out of reach. What you asked for meanwhile was not done: ask again.";

export function refused(tell) {
  const ask = globalThis.fetch;
  let leaving = false; // which ends what is on its way, too
  addEventListener("beforeunload", () => {
    leaving = true;
  });
  if (history.state?.lost) {
    history.replaceState(null, "");
    tell(LOST);
  }
  globalThis.fetch = async (...asked) => {
    const answer = await ask(...asked).catch((error) => {
      if (String(asked[0]).includes(UNQUEUED) && !leaving) history.replaceState({ lost: true }, "");
      throw error;
    });
    if (!answer.ok && answer.url.includes(UNQUEUED)) tell(await sentenceOf(answer.clone()));
    return answer;
  };
}
