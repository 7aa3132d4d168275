// Ways from face to face: from A to B, a mix by scale, a sheet of seeds; and how the panel starts.
const SHEET = 64;
let way = "sliders";
let firstSeed = "0";

function slider(label, low, high, step, start, moved) {
  const input = make("input", { type: "range", min: low, max: high, step });
  input.value = start;
  input.addEventListener("input", () => {
    moved(Number(input.value));
    show();
  });
  input.addEventListener("change", settle);
  return make(
    "label",
    { className: "lp-row lp-wide" },
    make("span", { className: "lp-name", textContent: label }),
    input,
  );
}

function button(text, clicked, className = "") {
  const one = make("button", { type: "button", textContent: text, className });
  one.addEventListener("click", clicked);
  return one;
}

// One end of a path or mix: its picture, and ways to choose another.
function end(letter, key) {
  const some = { checkpoint: state.checkpoint, face: state[key], other: null };
  const choose = make(
    "select",
    { ariaLabel: `Favourite for ${letter}` },
    make("option", { textContent: "Favourite…", value: "" }),
    ...here().map((one, i) =>
      make("option", { textContent: `seed ${one.face.seed}`, value: String(i) }),
    ),
  );
  choose.addEventListener("change", () => {
    if (choose.value) become({ ...state, [key]: here()[choose.value].face });
  });
  const seed = make("input", {
    type: "text",
    inputMode: "numeric",
    value: some.face.style ? "" : some.face.seed,
    ariaLabel: `Seed of ${letter}`,
  });
  seed.addEventListener("change", () =>
    become({ ...state, [key]: another(seed.value.trim() || 0) }),
  );
  return make(
    "div",
    { className: "lp-end" },
    thumbnail(some, `Face ${letter}`),
    make("b", { textContent: letter }),
    seed,
    button("New", () => become({ ...state, [key]: another(randomSeed()) })),
    choose,
  );
}

async function keepBetween() {
  const answer = await fetch(`latent/numbers?${queryOf(fieldsOf(state))}`);
  if (!answer.ok) {
    say((await answer.json()).error);
    return;
  }
  const numbers = new Float32Array((await answer.json()).styles.flat());
  const text = btoa(String.fromCharCode(...new Uint8Array(numbers.buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
  const kept = { ...freshFace(0), style: text };
  way = "sliders";
  become({ ...state, face: kept, other: null, blend: "" });
}

function strip(count) {
  const image = make("img", {
    className: "lp-strip",
    alt: "Steps from A to B; click one to go there",
  });
  image.src = `latent/sheet?${queryOf({ ...fieldsOf(state), position: 0, vary: "position", count, columns: count })}`;
  image.addEventListener("click", (event) => {
    const area = image.getBoundingClientRect();
    const cell = Math.min(
      count - 1,
      Math.floor(((event.clientX - area.left) / area.width) * count),
    );
    become({ ...state, position: Number((cell / (count - 1)).toFixed(4)) });
  });
  return image;
}

const WAYS = {
  path() {
    const kinds = make(
      "select",
      { ariaLabel: "Kind of path" },
      make("option", { value: "lerp", textContent: "Straight line" }),
      make("option", { value: "slerp", textContent: "Arc about the mean face" }),
    );
    kinds.value = state.blend;
    kinds.addEventListener("change", () => become({ ...state, blend: kinds.value }));
    return [
      make(
        "div",
        { className: "lp-ends" },
        end("A", "face"),
        button("⇄", () => become({ ...state, face: state.other, other: state.face }), "lp-swap"),
        end("B", "other"),
      ),
      slider("From A to B", 0, 1, 0.005, state.position, (value) => {
        state.position = value;
      }),
      strip(8),
      make(
        "div",
        { className: "lp-bar" },
        make("label", {}, "Path ", kinds),
        button("Go on from this face", keepBetween),
      ),
      ...filmControls(),
      explained(
        "Every step is a face of its own: nothing is faded over. The generator never saw either way; that what lies between is a face too is what it has learned.",
      ),
    ];
  },
  mix() {
    const words = make("p");
    const tell = (count) => {
      const scales = model.scales;
      words.textContent =
        count === 0
          ? "All scales are B's."
          : count === scales.length
            ? "All scales are A's."
            : `Up to ${scales[count - 1]} px: A (pose, hair, outline). From ${scales[count]} px: B (colour, texture).`;
    };
    tell(state.coarse);
    return [
      make(
        "div",
        { className: "lp-ends" },
        end("A", "face"),
        button("⇄", () => become({ ...state, face: state.other, other: state.face }), "lp-swap"),
        end("B", "other"),
      ),
      slider("Scales from A", 0, model.scales.length, 1, state.coarse, (value) => {
        state.coarse = value;
        tell(value);
      }),
      words,
      make("div", { className: "lp-bar" }, button("Go on from this face", keepBetween)),
      explained(
        "Each scale of the generator is told its style by itself, so two faces can share the work: one decides what is coarse, the other what is fine.",
      ),
    ];
  },
  photo: photoWay,
  grid() {
    const image = make("img", {
      className: "lp-sheet",
      alt: `${SHEET} faces of consecutive seeds; click one to open it`,
    });
    const fields = {
      ...fieldsOf({ ...state, other: null }),
      seed: firstSeed,
      vary: "seed",
      count: SHEET,
      columns: 8,
    };
    delete fields.style;
    delete fields.latent;
    image.src = `latent/sheet?${queryOf(fields)}`;
    image.addEventListener("click", (event) => {
      const area = image.getBoundingClientRect();
      const cell =
        Math.floor(((event.clientY - area.top) / area.height) * 8) * 8 +
        Math.floor(((event.clientX - area.left) / area.width) * 8);
      const next = {
        ...state.face,
        seed: String(BigInt(firstSeed) + BigInt(Math.min(SHEET - 1, cell))),
      };
      delete next.style;
      delete next.latent;
      become({ ...state, face: next, other: null, blend: "" });
    });
    const move = (by) => {
      const next = BigInt(firstSeed) + BigInt(by);
      firstSeed = String(next < 0n ? 0n : next);
      paintWay();
    };
    return [
      make(
        "div",
        { className: "lp-bar" },
        button("← Before", () => move(-SHEET)),
        make("span", {
          textContent: `Seeds ${firstSeed} to ${BigInt(firstSeed) + BigInt(SHEET - 1)}`,
        }),
        button("Next →", () => move(SHEET)),
      ),
      image,
      explained(
        "A seed stands for one random latent, the same on every machine. Truncation and sliders as set now hold for all 64.",
      ),
    ];
  },
};

function explained(text) {
  return make(
    "details",
    { className: "lp-what" },
    make("summary", { textContent: "What am I seeing?" }),
    make("p", { textContent: text }),
  );
}

function enter(next) {
  way = next;
  const blend = { path: state.blend === "slerp" ? "slerp" : "lerp", mix: "mix" }[way];
  if (blend) {
    state.other = state.other || another(randomSeed());
    if (!state.blend) state.position = 0.5;
    state.blend = blend;
    state.coarse = Math.min(state.coarse || 2, model.scales.length);
  } else {
    state.other = null;
    state.blend = "";
  }
  if (way === "grid")
    firstSeed = String((BigInt(state.face.seed || 0) / BigInt(SHEET)) * BigInt(SHEET));
  show();
  settle();
  paintAll();
}

function paintWay() {
  for (const tab of find(".lp-ways").querySelectorAll("button"))
    tab.setAttribute("aria-selected", String(tab.dataset.way === way));
  for (const section of element.querySelectorAll(".lp-console > section")) {
    section.hidden = section.dataset.way !== way;
    if (section.hidden || !WAYS[way]) continue;
    if (way === "photo" && section.children.length) continue; // keeps what was found in sight
    section.replaceChildren(...WAYS[way]());
  }
}

function paintAll() {
  if (!model) return;
  if (state.blend === "mix") way = "mix";
  else if (state.blend) way = "path";
  else if (["mix", "path"].includes(way)) way = "sliders";
  find(".lp-seed input").value = state.face.style || state.face.latent ? "" : state.face.seed;
  paintHistory();
  paintSliders();
  paintFavourites();
  paintWay();
  show();
  rest();
}

// Fetch what the checkpoint of the state is, and build the controls that depend on it.
async function openModel() {
  try {
    const answer = await fetch(`latent/model?${queryOf({ checkpoint: state.checkpoint })}`);
    const about = await answer.json();
    if (!answer.ok) {
      say(about.error);
      return;
    }
    model = about;
  } catch {
    say("The server does not answer. Is it still running?");
    return;
  }
  state.checkpoint = settled.checkpoint = model.checkpoint;
  const chooser = find(".lp-choose select");
  chooser.replaceChildren(
    ...model.choices.map(({ key, label }) => make("option", { value: key, textContent: label })),
  );
  chooser.value = model.checkpoint;
  buildTower();
  buildSliders();
  paintAll();
}

find(".lp-ways").addEventListener("click", (event) => {
  if (event.target.dataset.way && model) enter(event.target.dataset.way);
});
find(".lp-choose select").addEventListener("change", (event) => choose(event.target.value));

function choose(checkpoint) {
  const { seed, truncation } = state.face; // how far from the mean one looks is kept
  become({
    ...state,
    checkpoint,
    face: { ...freshFace(seed), truncation },
    other: null,
    blend: "",
  });
}

async function follow() {
  const fields = props.value || {};
  state = stateFrom(fields);
  settled = copy(state);
  past = [];
  future = [];
  await openModel();
  if (fields.like && model) useLike(fields.like);
}
// A run that is still training gets further: its newest checkpoint is opened by asking again.
setInterval(() => {
  if (state.checkpoint.startsWith("run:") && element.offsetParent) show();
}, 10_000);
new IntersectionObserver(() => {
  if (model) rest();
}).observe(element);
watch("value", follow);
follow();
