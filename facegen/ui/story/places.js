// Which step is being read, and what stands in the text of a choice.

// The last of some parts that begins above a line, the first where none does yet. `tops` are in
// order, in pixels from the upper edge of the window.
export function readAt(tops, line) {
  const above = tops.filter((top) => top <= line).length;
  return Math.max(0, above - 1);
}

// The place of a choice on a slider; of one that is none, the first.
export function placeOf(choices, choice) {
  return Math.max(
    0,
    choices.findIndex(([key]) => key === choice),
  );
}

// What a guess turned out to be: "" before an answer, else "right", "wrong", or "missed" for the
// right one of which something else was chosen.
export function verdictOn(key, choice, right) {
  if (!choice || !right) return "";
  if (key === right) return key === choice ? "right" : "missed";
  return key === choice ? "wrong" : "";
}

// The pixels of a choice, `bits-pair`, with one of them turned from black to white or back.
export function toggled(choice, at) {
  const [bits, pair] = choice.split("-");
  const turned = [...bits].map((bit, i) => (i === at ? String(1 - bit) : bit));
  return `${turned.join("")}-${pair}`;
}

// The face of a choice, as its link writes it: {seed, truncation, attributes: {name: value}}.
export function faceOf(text) {
  const fields = new URLSearchParams(text);
  const pairs = (fields.get("attributes") || "").split(",").filter(Boolean);
  return {
    seed: Number(fields.get("seed") || 0),
    truncation: Number(fields.get("truncation") || 1),
    attributes: Object.fromEntries(
      pairs.map((pair) => {
        const [name, value] = pair.split(":");
        return [name, Number(value)];
      }),
    ),
  };
}

export function textOf({ seed, truncation, attributes }) {
  const moved = Object.entries(attributes).filter(([, value]) => value);
  const pairs = moved.map(([name, value]) => `${name}:${value}`).join(",");
  return `seed=${seed}&truncation=${truncation}${pairs && `&attributes=${pairs}`}`;
}
