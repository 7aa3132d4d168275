// Samples of the watched run through time. A grid is a picture file of 8 columns with 2 px between
// neighbours; it is drawn tile by tile, so that every scale has the same gaps.
const COLUMNS = 8,
  GAP_PX = 2,
  LINE_PX = 4,
  FRAME_MS = 220;
const frame = element.querySelector(".grids-frame");
const [canvas, twin] = frame.querySelectorAll("canvas");
const empty = element.querySelector(".grids-empty");
const scales = element.querySelector(".grids-scales");
const at = element.querySelector(".grids-at");
const play = element.querySelector(".grids-play");
const pixels = element.querySelector(".grids-pixels");
const films = element.querySelectorAll(".grids-film");
const title = element.querySelector(".grids-title");
const caption = element.querySelector(".grids-caption");
const pictures = new Map();
let shown = { runs: [], run: null, other: null };
let scale = null; // null: the largest; "all": every scale under the other
let face = null; // index of the one face shown large
let following = true;
let drawing = 0;
let playing = null;

const ALL = "all";
const largest = (run) => run.scales[run.scales.length - 1];
const chosen = (run) => (run.scales.includes(scale) ? scale : largest(run));
const number = (value) => Number(value).toLocaleString("en");

function source(run, px, [images, version]) {
  return `training/grid?${new URLSearchParams({ run: run.name, px, images, v: version })}`;
}

function load(address) {
  if (!pictures.has(address)) {
    if (pictures.size > 240) pictures.delete(pictures.keys().next().value);
    const image = new Image();
    image.src = address;
    const whole = image.decode().then(() => image);
    whole.catch(() => pictures.delete(address));
    pictures.set(address, whole);
  }
  return pictures.get(address);
}

function snapshotOf(run) {
  if (run === shown.run) return run.snapshots[Number(at.value)];
  const images = (shown.run.snapshots[Number(at.value)] || [0])[0];
  return run.snapshots.filter(([seen]) => seen <= images).pop() || run.snapshots[0];
}

async function draw(target, run, turn) {
  const snapshot = snapshotOf(run);
  const wanted = scale === ALL ? [...run.scales].reverse() : [chosen(run)];
  const images = await Promise.all(wanted.map((px) => load(source(run, px, snapshot))));
  if (turn !== drawing) return;
  const width = Math.round(
    Math.max(256, target.parentElement.clientWidth / (shown.other ? 2 : 1)) *
      Math.min(2, devicePixelRatio || 1),
  );
  const columns = face !== null && scale !== ALL ? 1 : COLUMNS;
  const rows =
    scale === ALL
      ? wanted.length
      : face !== null
        ? 1
        : Math.round((images[0].naturalHeight + GAP_PX) / (wanted[0] + GAP_PX));
  const side = (width - LINE_PX * (columns - 1)) / columns;
  target.width = width;
  target.height = Math.round(rows * side + LINE_PX * (rows - 1));
  const pen = target.getContext("2d");
  pen.imageSmoothingEnabled = pixels.getAttribute("aria-pressed") !== "true";
  pen.imageSmoothingQuality = "high";
  for (let row = 0; row < rows; row++) {
    const px = scale === ALL ? wanted[row] : wanted[0];
    const image = scale === ALL ? images[row] : images[0];
    for (let column = 0; column < columns; column++) {
      const index =
        face !== null && columns === 1 ? face : scale === ALL ? column : row * COLUMNS + column;
      const x = (index % COLUMNS) * (px + GAP_PX),
        y = Math.floor(index / COLUMNS) * (px + GAP_PX);
      pen.drawImage(
        image,
        x,
        y,
        px,
        px,
        column * (side + LINE_PX),
        row * (side + LINE_PX),
        side,
        side,
      );
    }
  }
  const what =
    face !== null && scale !== ALL ? `Sample of seed ${face}` : "Samples of fixed latents";
  target.setAttribute(
    "aria-label",
    `${what} of run ${run.name} after ${number(snapshot[0])} training pictures`,
  );
  target.dataset.images = snapshot[0];
}

async function paint() {
  const { run, other } = shown;
  const ready = run && run.snapshots && run.snapshots.length > 0;
  for (const part of element.children) if (part !== frame) part.hidden = !ready;
  canvas.hidden = !ready;
  twin.hidden = !(ready && other && other.snapshots && other.snapshots.length);
  empty.hidden = ready;
  if (!ready) return paintEmpty(run);
  empty.replaceChildren();
  const last = run.snapshots.length - 1;
  at.max = last;
  if (following || Number(at.value) > last) at.value = last;
  element.querySelector(".grids-live").classList.toggle("grids-newest", Number(at.value) === last);
  paintScales(run);
  const [images] = run.snapshots[Number(at.value)];
  const seconds = run.seconds_at[Number(at.value)];
  at.setAttribute("aria-valuetext", `after ${number(images)} pictures`);
  title.textContent = twin.hidden
    ? `After ${number(images)} training pictures`
    : `${run.name} after ${number(images)} training pictures, beside ${other.name} after ${number(snapshotOf(other)[0])}`;
  const what =
    scale === ALL
      ? "Seeds 0 to 7, every scale enlarged to one size"
      : face !== null
        ? `Seed ${face} at ${chosen(run)} px; click it for all`
        : `Seeds 0 to 31 at ${chosen(run)} px; click a face to watch it alone`;
  caption.textContent = `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s of training · ${what}`;
  const film = new URLSearchParams({
    run: run.name,
    px: scale === ALL ? largest(run) : chosen(run),
  });
  if (face !== null && scale !== ALL) film.set("face", face);
  for (const link of films) {
    link.href = `training/film?${film}&form=${link.dataset.form}`;
    link.hidden = run.snapshots.length < 2;
  }
  play.hidden = at.hidden = run.snapshots.length < 2;
  const [, version] = run.snapshots[Number(at.value)];
  const time = { run: run.name, images, version };
  if (JSON.stringify(time) !== JSON.stringify(window.facegenSnapshot)) {
    window.facegenSnapshot = time;
    window.dispatchEvent(new CustomEvent("facegen-snapshot", { detail: time }));
  }
  const turn = ++drawing;
  try {
    await Promise.all([draw(canvas, run, turn), ...(twin.hidden ? [] : [draw(twin, other, turn)])]);
    canvas.dataset.drawn = turn;
  } catch {
    // The run went back or was deleted, as the next news of it will say; or the server was away.
    setTimeout(() => {
      if (turn === drawing) paint();
    }, 1500);
  }
}

function paintScales(run) {
  const names = [...run.scales.map((px) => [px, `${px} px`]), [ALL, "All"]];
  if (scales.dataset.names !== String(names)) {
    scales.dataset.names = String(names);
    scales.replaceChildren(
      ...names.map(([value, label]) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = label;
        button.addEventListener("click", () => {
          scale = value;
          paint();
        });
        button.dataset.scale = value;
        return button;
      }),
    );
  }
  for (const button of scales.children) {
    const on = button.dataset.scale === String(scale === ALL ? ALL : chosen(run));
    button.setAttribute("aria-pressed", String(on));
  }
}

function paintEmpty(run) {
  delete canvas.dataset.images;
  const line = (text, className) =>
    Object.assign(document.createElement("p"), { textContent: text, className });
  const lines = run
    ? [
        line(
          run.state === "unreadable"
            ? "This run cannot be read."
            : "The first samples are being made.",
          "grids-title",
        ),
        line(
          run.words ||
            "A network that has learned nothing yet makes grey noise: that is the first picture of every run.",
          "grids-caption",
        ),
      ]
    : [
        line("No run yet.", "grids-title"),
        line(
          "Try it in two minutes: a small network starts from noise, and this picture changes every few seconds.",
          "grids-caption",
        ),
      ];
  empty.replaceChildren(...lines);
}

function stop() {
  clearInterval(playing);
  playing = null;
  play.textContent = "Play";
  play.setAttribute("aria-pressed", "false");
}

function step() {
  const { run } = shown;
  if (!run || Number(at.value) >= run.snapshots.length - 1) return stop();
  at.value = Number(at.value) + 1;
  following = Number(at.value) === run.snapshots.length - 1;
  for (let ahead = 1; ahead <= 3; ahead++) {
    const next = run.snapshots[Number(at.value) + ahead];
    if (next && scale !== ALL) load(source(run, chosen(run), next)).catch(() => {});
  }
  paint();
}

play.addEventListener("click", () => {
  if (playing) return stop();
  if (Number(at.value) === Number(at.max)) at.value = 0;
  following = false;
  play.textContent = "Stop";
  play.setAttribute("aria-pressed", "true");
  playing = setInterval(step, FRAME_MS);
  paint();
});
at.addEventListener("input", () => {
  stop();
  following = at.value === at.max;
  paint();
});
canvas.addEventListener("click", (event) => {
  if (scale === ALL) return;
  const area = canvas.getBoundingClientRect();
  const column = Math.floor(((event.clientX - area.left) / area.width) * COLUMNS);
  const row = Math.floor(((event.clientY - area.top) / area.width) * COLUMNS);
  face = face === null ? row * COLUMNS + column : null;
  paint();
});
pixels.addEventListener("click", () => {
  pixels.setAttribute("aria-pressed", String(pixels.getAttribute("aria-pressed") !== "true"));
  paint();
});
element.querySelector(".grids-save").addEventListener("click", () => {
  const anchor = document.createElement("a");
  anchor.href = canvas.toDataURL("image/png");
  anchor.download = `${shown.run.name}-${canvas.dataset.images}.png`;
  anchor.click();
});
element.querySelector(".grids-link").addEventListener("click", async (event) => {
  const button = event.currentTarget;
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = "Link copied";
  } catch {
    window.prompt("Copy this link", location.href);
  }
  setTimeout(() => {
    button.textContent = "Copy link";
  }, 1600);
});
window.addEventListener("facegen-run", ({ detail }) => {
  if (!shown.run || !detail.run || shown.run.name !== detail.run.name) {
    following = true;
    stop();
    face = null;
  }
  shown = detail;
  paint();
});
window.addEventListener("facegen-at", ({ detail }) => {
  if (!shown.run || !shown.run.snapshots.length) return;
  const distance = shown.run.snapshots.map(([images]) => Math.abs(images - detail));
  at.value = distance.indexOf(Math.min(...distance));
  following = at.value === at.max;
  paint();
});
new ResizeObserver(() => {
  if (shown.run) paint();
}).observe(frame);
if (window.facegenRun) shown = window.facegenRun;
paint();
