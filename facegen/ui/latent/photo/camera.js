// The camera: what it sees, the largest face in it, and beside it the generator's nearest, live.
import { button, make } from "../../widgets/dom.js";
import { glanceOf } from "../server.js";
import { cornersOf } from "./frames.js";

const LONGEST_PX = 640; // of the pictures that are looked at
const RATE_MS = 1000;
const HERE = "Its pictures are looked at in this browser, and none leaves it.";
const THERE =
  "Its pictures are sent to this server, one at a time, looked at in memory and forgotten.";
const NO_CAMERA =
  "This browser lends no camera here; it does to pages of https or of this machine itself.";
const REFUSALS = {
  NotAllowedError: "The camera was not allowed. Allow it beside the page's address, and try again.",
  NotFoundError: "No camera was found.",
  NotReadableError: "The camera is in use by another program.",
};

function end(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

// `take` is given the picture that is taken, a file. Returns the button that begins, and the box.
export function addCamera(walk, take) {
  const video = make("video", { muted: true, playsInline: true, autoplay: true });
  const frame = make("canvas", { className: "lp-camera-frame" });
  const nearest = make("canvas", { width: 128, height: 128, className: "lp-camera-face" });
  nearest.setAttribute("role", "img");
  nearest.ariaLabel = "The generator's nearest face";
  const light = make("span", { className: "lp-camera-light", textContent: "Camera on" });
  const view = button("", freeze, { className: "lp-camera-view", ariaLabel: "Take this picture" });
  view.append(video, frame, light);
  const words = make("p", { role: "status" });
  const rate = make("span", { className: "lp-camera-rate" });
  const shot = button("Take this picture", freeze, { className: "lp-accent" });
  const off = button("Stop the camera", () => stop(""));
  const row = make("div", { className: "lp-bar" }, shot, off, rate);
  const pair = make("div", { className: "lp-camera" }, view, nearest);
  const live = make("div", { hidden: true }, pair, row);
  const box = make("div", {}, live, words);
  const begin = button("Use the camera", start);
  const sight = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  let stream = null;
  let asked = 0;

  function stop(why) {
    asked += 1;
    end(stream);
    stream = null;
    video.srcObject = null;
    live.hidden = true;
    begin.hidden = !walk.model?.guesses;
    words.textContent = why;
  }

  async function start() {
    if (!navigator.mediaDevices) return stop(NO_CAMERA);
    stop("Waiting for the camera to be allowed…");
    begin.hidden = true;
    const mine = asked;
    try {
      const video = { facingMode: "user", width: { ideal: 640 }, height: { ideal: 480 } };
      const lent = await navigator.mediaDevices.getUserMedia({ video });
      if (mine !== asked) return end(lent);
      stream = lent;
      await show(mine);
    } catch (error) {
      if (mine === asked) stop(REFUSALS[error.name] || error.message);
    }
  }

  async function show(mine) {
    video.srcObject = stream;
    stream.getTracks()[0].addEventListener("ended", () => mine === asked && stop(""));
    live.hidden = false;
    words.textContent = "The camera is on; the generator is on its way to this browser…";
    await Promise.all([video.play(), walk.arriving]);
    const here = Boolean(walk.maker.glance);
    const where = `The camera is on. ${here ? HERE : THERE}`;
    let [began, faces] = [performance.now(), 0];
    while (mine === asked) {
      // pictures that were promised to stay here are never sent
      if (here && !walk.maker.glance) return stop("The browser cannot look any more; start again.");
      const found = await look(here);
      if (mine !== asked) return;
      paint(found);
      words.textContent = found ? where : `${where} No face is seen yet: look into it.`;
      faces += Boolean(found);
      const passed = performance.now() - began;
      if (passed >= RATE_MS) {
        const many = Math.round((1000 * faces) / passed);
        rate.textContent = many > 1 ? `${many} faces a second` : "";
        [began, faces] = [performance.now(), 0];
      }
      await new Promise(requestAnimationFrame);
    }
  }

  function drawTo(paper, longest) {
    const { videoWidth: width, videoHeight: height } = video;
    const shrink = Math.min(1, longest / Math.max(width, height));
    paper.canvas.width = Math.round(width * shrink);
    paper.canvas.height = Math.round(height * shrink);
    paper.drawImage(video, 0, 0, paper.canvas.width, paper.canvas.height);
    return paper.canvas;
  }

  const fileOf = (canvas, quality) =>
    new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));

  async function look(here) {
    const canvas = drawTo(sight, LONGEST_PX);
    if (!here) return glanceOf(walk.state.checkpoint, await fileOf(canvas, 0.8));
    const { width, height } = canvas;
    const { data } = sight.getImageData(0, 0, width, height);
    return walk.maker.glance({ rgba: data, width, height });
  }

  function paint(found) {
    const { width, height } = sight.canvas;
    Object.assign(frame, { width, height }); // which empties it
    nearest.classList.toggle("lp-camera-none", !found);
    if (!found) return;
    const paper = frame.getContext("2d");
    paper.beginPath();
    for (const [x, y] of cornersOf(found.square)) paper.lineTo(x, y);
    paper.closePath();
    for (const [colour, thick] of [
      ["#000a", 6],
      ["#ffb000", 3],
    ]) {
      paper.strokeStyle = colour;
      paper.lineWidth = thick;
      paper.stroke();
    }
    const { face } = found;
    if (nearest.width !== face.width)
      Object.assign(nearest, { width: face.width, height: face.width });
    nearest.getContext("2d").drawImage(face, 0, 0);
    nearest.dataset.faces = Number(nearest.dataset.faces || 0) + 1;
    face.close();
  }

  async function freeze() {
    if (!stream || !video.videoWidth) return;
    const paper = document.createElement("canvas").getContext("2d");
    const file = await fileOf(drawTo(paper, Number.POSITIVE_INFINITY), 0.95);
    stop("");
    take(new File([file], "camera.jpg", { type: file.type }));
  }

  const leave = () => {
    if (stream || words.textContent) stop("");
  };
  walk.hear("opened", () => {
    if (!stream) begin.hidden = !walk.model.guesses;
  });
  walk.hear("paint", () => walk.way !== "photo" && leave());
  document.addEventListener("visibilitychange", () => document.hidden && leave());
  window.addEventListener("pagehide", leave);
  new IntersectionObserver(() => !box.offsetParent && leave()).observe(box);
  return { begin, box, stop: leave };
}
