// A query as the chips write it, {required: [...], excluded: [...]}, and what it says of a name.
export const STATES = ["any", "must", "mustnot"];

export function stateOf({ required, excluded }, name) {
  if (required.includes(name)) return "must";
  return excluded.includes(name) ? "mustnot" : "any";
}

export function alike(one, other) {
  return ["required", "excluded"].every((list) => `${one[list]}` === `${other[list]}`);
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

// Whether a store that has these attributes can answer a query.
export function askable({ required, excluded }, names) {
  return [...required, ...excluded].every((name) => names.includes(name));
}

const FEWEST = 20;
const MOST_CONDITIONS = 3;

// A query with one condition more than this one, of those that leave some faces by `counts`; after
// three, or where there are none, one begins anew.
export function surprise(query, counts, random = Math.random) {
  const conditions = query.required.length + query.excluded.length;
  const left = Object.keys(counts ?? {}).filter(
    (name) => stateOf(query, name) === "any" && counts[name] >= FEWEST,
  );
  if (conditions >= MOST_CONDITIONS || !left.length) return { required: [], excluded: [] };
  return withState(query, left[Math.floor(random() * left.length)], "must");
}
