// The stage: asks for pictures while a hand moves, and shows the face and its scales.
const MOST_IN_FLIGHT = 4;
const session = Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 8)).join("");
const big = find(".lp-big");
const sprite = document.createElement("canvas");
const spriteContext = sprite.getContext("2d", { willReadFrequently: true });
let model = null;
let view = "same";
let truePixels = false;
let wanted = false;
let inFlight = 0;
let asked = 0;
let shown = 0;
let began = 0;
let resting = 0;

function face(fields, extra) {
  return `latent/face?${queryOf({ ...fields, ...extra })}`;
}

// Ask for the state as it is now; what is asked last is shown last.
function show() {
  wanted = true;
  pump();
}

function pump() {
  while (wanted && inFlight < MOST_IN_FLIGHT) {
    wanted = false;
    inFlight += 1;
    request(++asked).finally(() => {
      inFlight -= 1;
      pump();
    });
  }
}

async function request(number) {
  const started = performance.now();
  const fields = fieldsOf(state);
  try {
    const answer = await fetch(face(fields, { session }));
    if (answer.status === 204 || number < shown) return;
    if (!answer.ok) {
      if (number !== asked) return;
      say((await answer.json()).error);
      if (answer.status === 503) setTimeout(show, 500); // too many others: the last wish still counts
      return;
    }
    const bitmap = await createImageBitmap(await answer.blob());
    if (number < shown) return;
    shown = number;
    draw(bitmap);
    element.dataset.shown = queryOf(fields);
    began = performance.now() - started;
    say("");
    paintWords();
  } catch (error) {
    if (number !== asked) return;
    say("The server does not answer. Is it still running?");
    setTimeout(show, 3000);
  }
}

function say(text) {
  const box = find(".lp-message");
  box.hidden = !text;
  box.textContent = text;
}

function draw(bitmap) {
  if (sprite.width !== bitmap.width || sprite.height !== bitmap.height) {
    sprite.width = bitmap.width;
    sprite.height = bitmap.height;
  }
  spriteContext.drawImage(bitmap, 0, 0);
  bitmap.close();
  paintBig();
  paintTower();
}

function paintBig() {
  if (!model) return;
  const top = model.scales.at(-1);
  const context = big.getContext("2d");
  context.imageSmoothingEnabled = !truePixels;
  context.imageSmoothingQuality = "high";
  context.drawImage(sprite, 0, 0, top, top, 0, 0, big.width, big.height);
}

// Where each scale lies in the sprite, smallest first; as facegen.latent.sheet lays them out.
function places() {
  const scales = model.scales;
  const top = scales.at(-1);
  let y = 0;
  const found = [{ px: top, x: 0, y: 0 }];
  for (const px of [...scales].reverse().slice(1)) {
    found.unshift({ px, x: top, y });
    y += px;
  }
  return found;
}

function buildTower() {
  const box = find(".lp-scales");
  box.replaceChildren(
    ...model.scales.map((px) => {
      const figure = document.createElement("figure");
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = px;
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", `The face at ${px} pixels`);
      const words = document.createElement("figcaption");
      words.textContent = `${px} px`;
      figure.style.setProperty("--px", px);
      figure.append(canvas, words);
      return figure;
    }),
  );
  box.style.setProperty("--count", model.scales.length);
  box.hidden = find(".lp-views").hidden = model.scales.length < 2;
}

function paintTower() {
  const box = find(".lp-scales");
  box.dataset.view = view;
  for (const button of find(".lp-views").querySelectorAll("button"))
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
  if (!model || !shown) return;
  const found = places();
  [...box.children].forEach((figure, i) => {
    const { px, x, y } = found[i];
    const context = figure.firstChild.getContext("2d", { willReadFrequently: true });
    if (view === "added" && i) context.putImageData(added(found[i - 1], found[i]), 0, 0);
    else context.drawImage(sprite, x, y, px, px, 0, 0, px, px);
  });
}

const enlarger = document.createElement("canvas");
const enlargerContext = enlarger.getContext("2d", { willReadFrequently: true });

// A scale minus the smaller one enlarged: grey is nothing added, contrast doubled.
function added(smaller, larger) {
  const { px } = larger;
  if (enlarger.width !== px) enlarger.width = enlarger.height = px;
  enlargerContext.imageSmoothingEnabled = true;
  enlargerContext.drawImage(sprite, smaller.x, smaller.y, smaller.px, smaller.px, 0, 0, px, px);
  const before = enlargerContext.getImageData(0, 0, px, px).data;
  const after = spriteContext.getImageData(larger.x, larger.y, px, px);
  const data = after.data;
  for (let i = 0; i < data.length; i += 1)
    if (i % 4 !== 3) data[i] = 128 + 2 * (data[i] - before[i]);
  return after;
}

function title() {
  const { face: one, other, blend } = state;
  const name = (some) =>
    some.style ? "a style of its own" : some.latent ? "a latent of its own" : `seed ${some.seed}`;
  const moved = OFFSETS.reduce(
    (sum, key) => sum + Object.values(one[key]).filter(Boolean).length,
    0,
  );
  const start =
    `Face of ${name(one)}` + (moved ? `, ${moved} slider${moved > 1 ? "s" : ""} moved` : "");
  if (!other || !blend)
    return start + (one.truncation === 1 ? "" : ` · truncation ${one.truncation}`);
  if (blend === "mix")
    return `${state.coarse} coarse scales of ${name(one)}, the others of ${name(other)}`;
  return `${Math.round(state.position * 100)} % of the way from ${name(one)} to ${name(other)}`;
}

function paintWords() {
  const top = model ? model.scales.at(-1) : 0;
  find(".lp-words").textContent =
    `${title()} · ${top} px` + (shown > 1 ? ` · ${Math.max(1, Math.round(began))} ms` : "");
  big.setAttribute("aria-label", title());
}

// What follows the hand only once it rests: the address bar, and what is slower to find.
function rest() {
  clearTimeout(resting);
  resting = setTimeout(() => {
    if (element.offsetParent) history.replaceState(null, "", link());
    element.dispatchEvent(new CustomEvent("rested"));
  }, 250);
}

find(".lp-views").addEventListener("click", (event) => {
  if (!event.target.dataset.view) return;
  view = event.target.dataset.view;
  paintTower();
});
find(".lp-pixels").addEventListener("click", (event) => {
  truePixels = !truePixels;
  event.currentTarget.setAttribute("aria-pressed", String(truePixels));
  element.classList.toggle("lp-true", truePixels);
  paintBig();
});
