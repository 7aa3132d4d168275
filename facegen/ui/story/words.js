// Paragraphs in which words between asterisks are emphasised; everything enters as text.
import { make } from "../widgets/dom.js";

// The pieces of a text by turns plain and emphasised: {text, strong}; empty ones are left out.
export function piecesOf(text) {
  return text
    .split("*")
    .map((piece, i) => ({ text: piece, strong: i % 2 === 1 }))
    .filter((piece) => piece.text);
}

export function nodesOf(text) {
  return piecesOf(text).map(({ text: words, strong }) =>
    strong ? make("strong", { textContent: words }) : words,
  );
}
