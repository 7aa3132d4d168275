// The still alone: the page is asked for, is answered once it is there, and then shown instead.
fetch("", { method: "HEAD", cache: "no-store" }).then(
  () => location.reload(),
  () => {
    document.querySelector(".first-told").textContent =
      "facegen has stopped. The window it was started from says why.";
  },
);
