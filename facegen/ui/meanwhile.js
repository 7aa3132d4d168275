// Before the page is there: asks for it, which is answered once it is, and shows it then.
const TRY_AGAIN_MS = 3000;
const told = document.querySelector(".first-told");

async function wait() {
  const answer = await fetch("", { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (answer && answer.status !== 503) return location.reload();
  told.textContent = "facegen does not answer. Where it was started, its log says why.";
  setTimeout(wait, TRY_AGAIN_MS);
}

wait();
