// Captions come from file names: they enter the page as text, never as markup.
function paint() {
  element.replaceChildren(
    ...props.value.map(({ src, caption, alt }) => {
      const figure = document.createElement("figure");
      const image = Object.assign(new Image(), { src, alt, loading: "lazy" });
      const words = document.createElement("figcaption");
      words.textContent = caption;
      words.title = caption;
      figure.append(image, words);
      return figure;
    }),
  );
}
watch("value", paint);
paint();
