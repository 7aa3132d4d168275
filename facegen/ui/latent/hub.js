// A generator from the Hub: fetched to this server, then chosen like any other.
import { addressOf, Newest } from "../widgets/ask.js";
import { percent } from "../widgets/words.js";

const HUB = /^(?:https?:\/\/)?(?:huggingface\.co|hf\.co)\/([^/?#]+\/[^/?#]+)/;

// People paste addresses: of https://huggingface.co/ada/faces/tree/main it is ada/faces.
export function repositoryOf(text) {
  const address = text.trim().match(HUB);
  return address ? address[1] : text.trim();
}

export function addHub({ find, walk }) {
  const box = find(".lp-hub");
  const name = box.querySelector("input");
  const bar = box.querySelector("progress");
  const words = box.querySelector("p");
  const [start, stop] = box.querySelectorAll("button");
  const fetching = new Newest();

  function setBusy(busy) {
    bar.hidden = stop.hidden = !busy;
    start.hidden = busy;
  }

  function hear({ progress, checkpoint }) {
    if (progress !== undefined) {
      bar.value = progress;
      words.textContent = progress < 1 ? `Fetching: ${percent(progress)}` : "Opening it…";
    }
    if (checkpoint) {
      words.textContent = `You are looking at ${checkpoint}; undo leads back.`;
      walk.choose(checkpoint);
    }
  }

  box.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    name.value = repositoryOf(name.value);
    name.ariaInvalid = "false";
    setBusy(true);
    bar.removeAttribute("value"); // how much there is to fetch is not known yet
    words.textContent = "Asking the Hub…";
    try {
      await fetching.follow(addressOf("latent/fetch", { name: name.value }), {}, hear);
    } catch (error) {
      const stopped = error.name === "AbortError";
      name.ariaInvalid = String(!stopped);
      words.textContent = stopped ? "Stopped." : error.message;
    }
    setBusy(false);
  });
  stop.addEventListener("click", () => fetching.stop());
}
