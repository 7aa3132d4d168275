// The training faces nearest to the face shown, looked for while this part is open and the hand rests.
const nearestBox = find(".lp-nearest");
let nearestAsked = "";

function nearestRow({ space, percentile, faces }) {
  const words = { pixels: "In pixels", features: "In what a network sees" }[space] || space;
  const verdict =
    percentile < 1
      ? "nearer than nearly any unseen photo is: a copy is to be suspected"
      : `${Math.round(percentile)} % of unseen photos lie nearer to a training face than this one does`;
  return make(
    "div",
    {},
    make("p", { textContent: `${words}: ${verdict}.` }),
    make(
      "div",
      { className: "lp-copies" },
      ...faces.map(({ src, name }) =>
        make("img", { src, alt: `Training face ${name}`, title: name }),
      ),
    ),
  );
}

async function findNearest() {
  if (!nearestBox.open || !model || !element.offsetParent) return;
  const query = queryOf({ ...fieldsOf(state), ...(props.store ? { store: props.store } : {}) });
  if (query === nearestAsked) return;
  nearestAsked = query;
  const [bar, words, rows] = ["progress", "p", "div"].map((tag) =>
    nearestBox.querySelector(`:scope > ${tag}`),
  );
  try {
    await followLines(
      `latent/nearest?${query}`,
      {},
      (event) => {
        if (event.progress !== undefined) {
          bar.hidden = event.progress >= 1;
          bar.value = event.progress;
          words.textContent =
            event.progress < 1
              ? "Placing the training faces, once for this dataset: a minute or two."
              : "";
        }
        if (event.spaces) {
          bar.hidden = true;
          words.textContent = "";
          rows.replaceChildren(...event.spaces.map(nearestRow));
        }
      },
      "nearest",
    );
  } catch (error) {
    if (error.name === "AbortError") return;
    bar.hidden = true;
    rows.replaceChildren();
    words.textContent = error.message;
  }
}
nearestBox.addEventListener("toggle", findNearest);
element.addEventListener("rested", findNearest);
