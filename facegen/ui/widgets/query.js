// A query as the chips write it, {required: [...], excluded: [...]}, and what it says of a name.
export const STATES = ["any", "must", "mustnot"];

export function stateOf({ required, excluded }, name) {
  if (required.includes(name)) return "must";
  return excluded.includes(name) ? "mustnot" : "any";
}

// The query in which one name has another state; what was chosen last stands last.
export function withState(query, name, state) {
  const others = (names) => names.filter((other) => other !== name);
  const required = others(query.required);
  const excluded = others(query.excluded);
  if (state === "must") required.push(name);
  if (state === "mustnot") excluded.push(name);
  return { required, excluded };
}
