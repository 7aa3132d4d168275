// A generator from the Hub: fetched to this server, then chosen like any other.
const hubBox = find(".lp-hub");

// People paste addresses: of https://huggingface.co/ada/faces/tree/main the repository is ada/faces.
function repositoryOf(text) {
  const address = text
    .trim()
    .match(/^(?:https?:\/\/)?(?:huggingface\.co|hf\.co)\/([^/?#]+\/[^/?#]+)/);
  return address ? address[1] : text.trim();
}

hubBox.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const [name, bar, words] = ["input", "progress", "p"].map((tag) => hubBox.querySelector(tag));
  const [start, stop] = hubBox.querySelectorAll("button");
  name.value = repositoryOf(name.value);
  bar.hidden = stop.hidden = false;
  bar.removeAttribute("value"); // how much there is to fetch is not known yet
  start.hidden = true;
  name.removeAttribute("aria-invalid");
  words.textContent = "Asking the Hub…";
  try {
    await followLines(
      `latent/fetch?${queryOf({ name: name.value })}`,
      {},
      (told) => {
        if (told.progress !== undefined) {
          bar.value = told.progress;
          words.textContent =
            told.progress < 1 ? `Fetching: ${Math.round(told.progress * 100)} %` : "Opening it…";
        }
        if (told.checkpoint) {
          words.textContent = `You are looking at ${told.checkpoint}; undo leads back.`;
          choose(told.checkpoint);
        }
      },
      "hub",
    );
  } catch (error) {
    name.setAttribute("aria-invalid", String(error.name !== "AbortError"));
    words.textContent =
      { AbortError: "Stopped.", TypeError: "The server does not answer. Is it still running?" }[
        error.name
      ] || error.message;
  }
  bar.hidden = stop.hidden = true;
  start.hidden = false;
});
hubBox.querySelector("button[type=button]").addEventListener("click", () => works.hub?.abort());
