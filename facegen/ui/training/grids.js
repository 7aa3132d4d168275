// Samples of the watched run through time, at one scale or all.
import { addressOf } from "../widgets/ask.js";
import {
  choices,
  copies,
  download,
  isPressed,
  make,
  paragraph,
  press,
  shows,
} from "../widgets/dom.js";
import { cellAfter, cellAt, nearestTo, placeIn } from "../widgets/places.js";
import { counted, number, span } from "../widgets/words.js";
import { ALL, COLUMNS, load, paintGrids } from "./grid_picture.js";
import { snapshot, wantedTime, watched } from "./news.js";

const FRAME_MS = 220;
const AGAIN_MS = 1500;
const AHEAD = 3;
const SAMPLES = 32;

export function start({ element }) {
  const find = (selector) => element.querySelector(selector);
  const frame = find(".grids-frame");
  const [canvas, twin] = frame.querySelectorAll("canvas");
  const empty = find(".grids-empty");
  const scales = find(".grids-scales");
  const at = find(".grids-at");
  const play = find(".grids-play");
  const pixels = find(".grids-pixels");
  let run = null;
  let other = null;
  let scale = null; // null: the largest; ALL: every scale under the other
  let face = null; // index of the one face shown large
  let following = true;
  let drawing = 0;
  let playing = null;

  const pressScale = choices(scales, "scale", (value) => {
    scale = value === ALL ? ALL : Number(value);
    paint();
  });
  const isAll = () => scale === ALL;
  const alone = () => (isAll() ? null : face);
  const largest = (some) => some.scales.at(-1);
  const chosen = (some) => (some.scales.includes(scale) ? scale : largest(some));
  const now = () => Number(at.value);
  const isNewest = () => now() === Number(at.max);

  // The samples of a run at the time in sight: the other run's are the last ones before it.
  function snapshotOf(some) {
    if (some === run) return run.snapshots[now()];
    const { images } = run.snapshots[now()];
    return some.snapshots.findLast((shot) => shot.images <= images) || some.snapshots[0];
  }

  async function draw(target, some, turn) {
    const shot = snapshotOf(some);
    const wanted = isAll() ? [...some.scales].reverse() : [chosen(some)];
    const loaded = await Promise.all(wanted.map((px) => load(some, px, shot)));
    if (turn !== drawing) return;
    const widthPx = target.parentElement.clientWidth / (other ? 2 : 1);
    const smooth = !isPressed(pixels);
    paintGrids(target, loaded, wanted, { face: alone(), widthPx, smooth });
    const what = alone() === null ? "Samples of fixed latents" : `Sample of seed ${face}`;
    const { images } = shot;
    target.ariaLabel = `${what} of run ${some.name} after ${number(images)} training pictures`;
    target.dataset.images = images;
  }

  async function paint() {
    const ready = Boolean(run?.snapshots?.length);
    const both = Boolean(ready && other?.snapshots?.length);
    for (const part of element.children) if (part !== frame) part.hidden = !ready;
    canvas.hidden = !ready;
    twin.hidden = !both;
    empty.hidden = ready;
    if (!ready) {
      tell(null);
      return paintEmpty();
    }
    empty.replaceChildren();
    const last = run.snapshots.length - 1;
    at.max = last;
    if (following || now() > last) at.value = last;
    find(".grids-live").classList.toggle("grids-newest", isNewest());
    play.hidden = at.hidden = last < 1;
    paintScales();
    paintWords(both);
    paintFilms();
    tell(timeInSight());
    drawing += 1;
    const turn = drawing;
    try {
      await Promise.all([draw(canvas, run, turn), ...(both ? [draw(twin, other, turn)] : [])]);
      canvas.dataset.drawn = turn;
    } catch {
      // The run went back or was deleted, as the next news of it will say; or the server was away.
      setTimeout(() => {
        if (turn === drawing) paint();
      }, AGAIN_MS);
    }
  }

  function timeInSight() {
    const { images, version } = run.snapshots[now()];
    return { run: run.name, images, version };
  }

  function tell(time) {
    if (JSON.stringify(time) !== JSON.stringify(snapshot.now)) snapshot.tell(time);
  }

  function paintScales() {
    const names = [...run.scales.map((px) => [px, `${px} px`]), [ALL, "All"]];
    if (!shows(scales, names))
      scales.replaceChildren(
        ...names.map(([value, textContent]) =>
          make("button", { type: "button", textContent, dataset: { scale: value } }),
        ),
      );
    pressScale(isAll() ? ALL : chosen(run));
  }

  function paintWords(both) {
    const { images, seconds } = run.snapshots[now()];
    const after = `fter ${number(images)} training pictures`;
    at.setAttribute("aria-valuetext", `after ${counted(images, "picture")}`);
    find(".grids-title").textContent = both
      ? `${run.name} a${after}, beside ${other.name} after ${number(snapshotOf(other).images)}`
      : `A${after}`;
    const px = chosen(run);
    const one = run.seeded ? "Seed" : "Sample";
    let what = `${one}s 0 to 31 at ${px} px; click a face to watch it alone, or press arrow keys`;
    if (isAll()) what = `${one}s 0 to 7, every scale enlarged to one size`;
    else if (face !== null) what = `${one} ${face} at ${px} px; click it for all, or press Enter`;
    find(".grids-caption").textContent = `${span(seconds)} of training · ${what}`;
  }

  function paintFilms() {
    const px = isAll() ? largest(run) : chosen(run);
    const film = { run: run.name, px, ...(alone() === null ? {} : { face }) };
    for (const link of element.querySelectorAll(".grids-film")) {
      link.href = addressOf("training/film", { ...film, form: link.dataset.form });
      link.hidden = run.snapshots.length < 2;
    }
  }

  function paintEmpty() {
    delete canvas.dataset.images;
    if (watched.now.waiting)
      return empty.replaceChildren(paragraph("Fetching what was painted …", "waiting"));
    let title = "No run yet.";
    let words =
      "Try it in two minutes: a small network begins with blotches of colour, and this picture " +
      "changes every few seconds.";
    if (run) {
      const readable = run.state !== "unreadable";
      title = readable ? "The first samples are being made." : "This run cannot be read.";
      words =
        run.words ||
        "A network that has learned nothing yet makes blotches of colour that mean nothing: that " +
          "is the first picture of every run.";
    }
    empty.replaceChildren(paragraph(title, "grids-title"), paragraph(words, "grids-caption"));
  }

  function setPlaying(on) {
    clearInterval(playing);
    playing = on ? setInterval(step, FRAME_MS) : null;
    play.textContent = on ? "Stop" : "Play";
    press(play, on);
  }

  function step() {
    if (!run || isNewest()) return setPlaying(false);
    at.value = now() + 1;
    following = isNewest();
    if (!isAll())
      for (const next of run.snapshots.slice(now() + 1, now() + 1 + AHEAD))
        load(run, chosen(run), next).catch(() => {});
    paint();
  }

  play.addEventListener("click", () => {
    if (playing) return setPlaying(false);
    if (isNewest()) at.value = 0;
    following = false;
    setPlaying(true);
    paint();
  });
  at.addEventListener("input", () => {
    setPlaying(false);
    following = isNewest();
    paint();
  });
  canvas.addEventListener("click", (event) => {
    if (isAll()) return;
    const area = canvas.getBoundingClientRect();
    const rows = Math.round((COLUMNS * area.height) / area.width);
    const { x, y } = placeIn(event, area);
    face = face === null ? cellAt(y, rows) * COLUMNS + cellAt(x, COLUMNS) : null;
    paint();
  });
  canvas.addEventListener("keydown", (event) => {
    const next = cellAfter(event, face, COLUMNS, SAMPLES);
    const back = face !== null && ["Enter", "Escape"].includes(event.key);
    if (isAll() || (next === null && !back)) return;
    event.preventDefault();
    face = back ? null : next;
    paint();
  });
  pixels.addEventListener("click", () => {
    press(pixels, !isPressed(pixels));
    paint();
  });
  find(".grids-save").addEventListener("click", () => {
    download(canvas.toDataURL("image/png"), `${run.name}-${canvas.dataset.images}.png`);
  });
  copies(find(".grids-link"), () => location.href);

  function hear(news) {
    if (run?.name !== news.run?.name) {
      following = true;
      setPlaying(false);
      face = null;
    }
    ({ run, other } = news);
    paint();
  }
  watched.hear(hear);
  wantedTime.hear((images) => {
    if (!run?.snapshots?.length) return;
    const seen = run.snapshots.map((shot) => shot.images);
    at.value = nearestTo(images, seen);
    following = isNewest();
    paint();
  });
  new ResizeObserver(() => {
    if (run) paint();
  }).observe(frame);
  hear(watched.now);
}
