// What leaves the page and comes back: links, pictures that remember their face, numbers, favourites.
function download(address) {
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = "";
  anchor.click();
}

find(".lp-png").addEventListener("click", () => {
  const top = model.scales.at(-1);
  const size = truePixels ? {} : { enlarged: 512 };
  download(face(fieldsOf(state), { form: "png", scale: top, save: 1, ...size }));
});
find(".lp-json").addEventListener("click", () =>
  download(`latent/numbers?${queryOf(fieldsOf(state))}`),
);
find(".lp-link").addEventListener("click", async (event) => {
  const button = event.currentTarget;
  const address = new URL(link(), location.href).href;
  try {
    await navigator.clipboard.writeText(address);
    button.textContent = "Link copied";
  } catch {
    window.prompt("Copy this link", address);
  }
  setTimeout(() => {
    button.textContent = "Copy link";
  }, 1600);
});

// The text `facegen` of a PNG, or null. Source: PNG specification, sections 5.3 and 11.3.4.3 (tEXt).
async function noteOf(file) {
  const view = new DataView(await file.arrayBuffer());
  if (view.byteLength < 8 || view.getUint32(0) !== 0x89504e47) return null;
  for (let at = 8; at + 12 <= view.byteLength; ) {
    const length = view.getUint32(at);
    const name = String.fromCharCode(...new Uint8Array(view.buffer, at + 4, 4));
    if (name === "tEXt" && at + 8 + length <= view.byteLength) {
      const [key, text] = new TextDecoder("latin1")
        .decode(new Uint8Array(view.buffer, at + 8, length))
        .split("\0");
      if (key === "facegen") return text;
    }
    at += 12 + length;
  }
  return null;
}

// A picture or file of numbers of ours opens as its face; any other picture is a photo to look for.
async function take(file) {
  if (file.name.endsWith(".json")) {
    try {
      become(stateFrom(JSON.parse(await file.text()).facegen));
    } catch {
      say("This file holds no face of facegen.");
    }
    return;
  }
  const note = await noteOf(file);
  if (note) become(stateFrom(Object.fromEntries(new URLSearchParams(note))));
  else usePhoto(file);
}

element.addEventListener("dragover", (event) => {
  event.preventDefault();
  element.classList.add("lp-drop");
});
element.addEventListener("dragleave", () => element.classList.remove("lp-drop"));
element.addEventListener("drop", (event) => {
  event.preventDefault();
  element.classList.remove("lp-drop");
  if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
});

function thumbnail(some, label) {
  const image = new Image();
  image.src = face(fieldsOf(some), { scale: model.scales.at(-1) });
  image.alt = label;
  image.loading = "lazy";
  return image;
}

function paintFavourites() {
  const box = find(".lp-favourites");
  const list = here();
  box.hidden = !list.length;
  if (!model) return;
  box.replaceChildren(
    ...list.map((some) => {
      const cell = document.createElement("span");
      const open = document.createElement("button");
      open.type = "button";
      open.title = `Open favourite: seed ${some.face.seed}`;
      open.append(thumbnail(some, `Favourite, seed ${some.face.seed}`));
      open.addEventListener("click", () => become(some));
      const drop = document.createElement("button");
      drop.type = "button";
      drop.className = "lp-drop-favourite";
      drop.textContent = "×";
      drop.setAttribute("aria-label", "Forget this favourite");
      drop.addEventListener("click", () =>
        keepFavourites(favourites().filter((one) => JSON.stringify(one) !== JSON.stringify(some))),
      );
      cell.append(open, drop);
      return cell;
    }),
  );
}

find(".lp-star").addEventListener("click", () => {
  const now = copy(state);
  const others = favourites().filter((one) => JSON.stringify(one) !== JSON.stringify(now));
  keepFavourites([now, ...others]);
});
find(".lp-new").addEventListener("click", () => {
  become({ ...state, face: another(randomSeed()), other: null, blend: "" });
});
element.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || ["text", "search"].includes(event.target.type)) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  if (key === "y" || event.shiftKey) step(future, past);
  else step(past, future);
});
find(".lp-undo").addEventListener("click", () => step(past, future));
find(".lp-redo").addEventListener("click", () => step(future, past));
find(".lp-seed input").addEventListener("change", (event) => {
  const next = { ...state.face, seed: event.target.value.trim() || "0" };
  delete next.style;
  delete next.latent;
  become({ ...state, face: next });
});
