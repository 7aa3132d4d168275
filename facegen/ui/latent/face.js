// The state of the Latent panel: a face in the fields of the image route, its past, and favourites.
// props.value holds the fields a link wants; props.store the dataset of the page.
const OFFSETS = ["components", "attributes", "coordinates"];
const FAVOURITES = "facegen-latent-favourites";
const find = (selector) => element.querySelector(selector);

function freshFace(seed) {
  return { seed: String(seed), truncation: 1, components: {}, attributes: {}, coordinates: {} };
}

// Another seed, looked at as the face shown is: as far from the mean, and from the same one.
function another(seed) {
  const { truncation, centre } = state.face;
  return { ...freshFace(seed), truncation, centre };
}

let state = {
  checkpoint: "",
  face: freshFace(0),
  other: null,
  blend: "",
  position: 0.5,
  coarse: 2,
};
let past = [];
let future = [];

function copy(value) {
  return JSON.parse(JSON.stringify(value));
}

function faceFields(face, suffix, fields) {
  const start = face.style ? "style" : face.latent ? "latent" : "seed";
  fields[start + suffix] = face[start];
  if (face.truncation !== 1) fields[`truncation${suffix}`] = String(face.truncation);
  if (face.centre) fields[`centre${suffix}`] = face.centre;
  if (face.apart) fields[`apart${suffix}`] = "1";
  for (const name of OFFSETS) {
    const pairs = Object.entries(face[name])
      .filter(([, value]) => value)
      .map(([key, value]) => `${key}:${value}`);
    if (pairs.length) fields[name + suffix] = pairs.join(",");
  }
  return fields;
}

// The fields of a state, in the grammar of facegen.latent.request.
function fieldsOf(some) {
  const fields = some.checkpoint ? { checkpoint: some.checkpoint } : {};
  faceFields(some.face, "", fields);
  if (some.other && some.blend) {
    faceFields(some.other, "2", fields);
    fields.blend = some.blend;
    if (some.blend === "mix") fields.coarse = String(some.coarse);
    else fields.position = String(some.position);
  }
  return fields;
}

function queryOf(fields) {
  return new URLSearchParams(fields)
    .toString()
    .replaceAll("%2C", ",")
    .replaceAll("%3A", ":")
    .replaceAll("%2F", "/");
}

function faceFrom(fields, suffix) {
  const face = freshFace(fields[`seed${suffix}`] || 0);
  for (const start of ["style", "latent"])
    if (fields[start + suffix]) face[start] = fields[start + suffix];
  if (fields[`truncation${suffix}`]) face.truncation = Number(fields[`truncation${suffix}`]);
  if (fields[`centre${suffix}`]) face.centre = fields[`centre${suffix}`];
  if (fields[`apart${suffix}`] === "1") face.apart = true;
  for (const name of OFFSETS) {
    for (const pair of (fields[name + suffix] || "").split(",").filter(Boolean)) {
      const cut = pair.lastIndexOf(":");
      face[name][pair.slice(0, cut)] = Number(pair.slice(cut + 1));
    }
  }
  return face;
}

function stateFrom(fields) {
  const blend = fields.blend || "";
  return {
    checkpoint: fields.checkpoint || state.checkpoint,
    face: faceFrom(fields, ""),
    other: blend ? faceFrom(fields, "2") : null,
    blend,
    position: Number(fields.position || 0),
    coarse: Number(fields.coarse || 0),
  };
}

// What a person changed is one step that can be undone; a drag is one, however many pictures it asks for.
let settled = copy(state);
function settle() {
  const now = copy(state);
  if (JSON.stringify(now) !== JSON.stringify(settled)) {
    past.push(settled);
    if (past.length > 200) past.shift();
    future = [];
    settled = now;
  }
  paintHistory();
  rest();
}

function step(from, to) {
  if (!from.length) return;
  to.push(settled);
  become(from.pop(), false);
}

function become(next, remember = true) {
  const before = state.checkpoint;
  state = copy(next);
  if (remember) settle();
  else {
    settled = copy(state);
    paintHistory();
    rest();
  }
  if (state.checkpoint !== before) openModel();
  else paintAll();
}

function paintHistory() {
  find(".lp-undo").disabled = !past.length;
  find(".lp-redo").disabled = !future.length;
}

function link() {
  const fields = {
    tab: "latent",
    ...(props.store ? { store: props.store } : {}),
    ...fieldsOf(state),
  };
  return `?${queryOf(fields)}`;
}

function favourites() {
  try {
    return JSON.parse(localStorage.getItem(FAVOURITES)) || [];
  } catch {
    return [];
  }
}

function keepFavourites(list) {
  try {
    localStorage.setItem(FAVOURITES, JSON.stringify(list.slice(0, 60)));
  } catch {
    /* private windows keep nothing */
  }
  paintFavourites();
}

function here() {
  return favourites().filter((one) => one.checkpoint === state.checkpoint);
}

function randomSeed() {
  return String(Math.floor(Math.random() * 2 ** 31));
}
