// Small choices that this browser keeps; private windows and foreign frames keep nothing, so there
// a choice holds until the page is left.

export function keptAs(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function keep(key, choice) {
  try {
    localStorage.setItem(key, choice);
  } catch {
    // as said above
  }
}
