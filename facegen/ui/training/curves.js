// The metrics of the watched run as small charts that share their horizontal axis: training
// pictures. A second run is laid over them, dashed.
const HEIGHT = 132,
  LEFT = 46,
  RIGHT = 8,
  TOP = 6,
  BOTTOM = 20;
const SVG = "http://www.w3.org/2000/svg";
const MAIN = ["losses", "signs", "frechet", "drift", "difference"];
const [panels, rest] = element.querySelectorAll(".curves-panels");
const more = element.querySelector(".curves-more");
const report = element.querySelector(".curves-report");
const story = element.querySelector(".curves-story");
const smoothers = element.querySelector(".curves-smoothing");
const logs = {};
const charts = new Map();
let shown = { run: null, other: null };
let smoothing = 0.6;

function make(name, attributes = {}, text = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  return node;
}
const short = (value) => {
  const size = Math.abs(value);
  if (size >= 1e6) return `${+(value / 1e6).toPrecision(3)}M`;
  if (size >= 1e3) return `${+(value / 1e3).toPrecision(3)}k`;
  return String(+value.toPrecision(3));
};

function ticksOf(low, high, log) {
  if (log) {
    const ticks = [];
    for (let power = Math.floor(low); power <= Math.ceil(high); power++)
      for (const factor of high - low < 2 ? [1, 2, 5] : [1]) {
        const place = power + Math.log10(factor);
        if (place >= low && place <= high) ticks.push(place);
      }
    const every = Math.ceil(ticks.length / 4);
    return ticks.filter((_, i) => i % every === 0);
  }
  const rough = (high - low) / 3,
    size = 10 ** Math.floor(Math.log10(rough || 1));
  const step = [1, 2, 5, 10].map((n) => n * size).find((n) => n >= rough) || size;
  const ticks = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high + step / 1e6; tick += step)
    ticks.push(Math.abs(tick) < step / 1e6 ? 0 : tick);
  return ticks;
}

function frameOf(key) {
  if (charts.has(key)) return charts.get(key);
  const box = document.createElement("figure");
  box.dataset.panel = key;
  box.innerHTML =
    '<figcaption><span class="curves-title"></span><button type="button" class="curves-log">log</button></figcaption><div class="curves-legend"></div><div class="curves-plot"></div>';
  const chart = {
    box,
    plot: box.querySelector(".curves-plot"),
    log: box.querySelector(".curves-log"),
  };
  chart.log.addEventListener("click", () => {
    logs[key] = chart.log.getAttribute("aria-pressed") !== "true";
    paint();
  });
  chart.plot.addEventListener("pointermove", (event) => hover(chart, event));
  chart.plot.addEventListener("pointerleave", () => hover(chart, null));
  chart.plot.addEventListener("click", (event) => {
    window.dispatchEvent(new CustomEvent("facegen-at", { detail: chart.imagesAt(event) }));
  });
  charts.set(key, chart);
  return chart;
}

function paintPanel(panel, twin, ends, marks) {
  const chart = frameOf(panel.key);
  const log = logs[panel.key] ?? panel.log;
  const own = panel.curves,
    others = twin ? twin.curves : [];
  const values = [...own, ...others].flatMap((curve) => curve.y).concat(panel.floor ?? []);
  const positive = values.filter((value) => value > 0);
  const useLog = log && positive.length > 0;
  const scale = (value) => (useLog ? Math.log10(Math.max(value, Math.min(...positive))) : value);
  let [low, high] =
    panel.span && !useLog
      ? panel.span
      : [Math.min(...values.map(scale)), Math.max(...values.map(scale))];
  if (!panel.span || useLog) {
    const margin = (high - low) * 0.06 || Math.abs(high) * 0.1 || 0.5;
    low -= margin;
    high += margin;
  }
  const width = Math.max(220, chart.plot.clientWidth || 300);
  const x = (images) =>
    LEFT + ((images - ends[0]) / (ends[1] - ends[0] || 1)) * (width - LEFT - RIGHT);
  const y = (value) => TOP + (1 - (scale(value) - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const svg = make("svg", {
    width,
    height: HEIGHT,
    role: "img",
    "aria-label": `${panel.title}: ${own.map((curve) => `${curve.name} ${short(curve.y.at(-1))}`).join(", ")}`,
  });
  for (const tick of ticksOf(low, high, useLog)) {
    const value = useLog ? 10 ** tick : tick;
    svg.append(
      make("line", {
        x1: LEFT,
        x2: width - RIGHT,
        y1: y(value),
        y2: y(value),
        class: "curves-grid",
      }),
    );
    svg.append(make("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, short(value)));
  }
  for (const tick of ticksOf(ends[0], ends[1], false))
    svg.append(
      make(
        "text",
        { x: x(tick), y: HEIGHT - 4, "text-anchor": tick === ends[0] ? "start" : "middle" },
        short(tick),
      ),
    );
  for (const { images, text } of marks) {
    const line = make("line", {
      x1: x(images),
      x2: x(images),
      y1: TOP,
      y2: HEIGHT - BOTTOM,
      class: "curves-mark",
    });
    line.append(make("title", {}, text));
    svg.append(line);
  }
  if (panel.floor != null) {
    svg.append(
      make("line", {
        x1: LEFT,
        x2: width - RIGHT,
        y1: y(panel.floor),
        y2: y(panel.floor),
        class: "curves-floor",
      }),
    );
    svg.append(
      make(
        "text",
        { x: width - RIGHT, y: y(panel.floor) - 4, "text-anchor": "end" },
        `floor ${short(panel.floor)}`,
      ),
    );
  }
  const path = (curve, key) =>
    curve[key]
      .map((value, i) => `${i ? "L" : "M"}${x(curve.x[i]).toFixed(1)} ${y(value).toFixed(1)}`)
      .join("");
  for (const [curves, dash] of [
    [others, "5 4"],
    [own, "none"],
  ])
    for (const curve of curves) {
      if (curve.smooth && !dash.includes(" "))
        svg.append(
          make("path", { d: path(curve, "y"), stroke: curve.colour, class: "curves-raw" }),
        );
      svg.append(
        make("path", {
          d: path(curve, curve.smooth ? "smooth" : "y"),
          stroke: curve.colour,
          "stroke-dasharray": dash,
          class: "curves-line",
        }),
      );
      if (curve.x.length === 1)
        svg.append(
          make("circle", { cx: x(curve.x[0]), cy: y(curve.y[0]), r: 3, fill: curve.colour }),
        );
    }
  const cursor = make("line", {
    y1: TOP,
    y2: HEIGHT - BOTTOM,
    class: "curves-cursor",
    visibility: "hidden",
  });
  svg.append(cursor);
  chart.plot.replaceChildren(svg);
  Object.assign(chart, {
    panel,
    own,
    x,
    cursor,
    imagesAt: (event) => {
      const inside =
        (event.clientX - svg.getBoundingClientRect().left - LEFT) / (width - LEFT - RIGHT);
      return ends[0] + Math.min(1, Math.max(0, inside)) * (ends[1] - ends[0]);
    },
  });
  chart.box.querySelector(".curves-title").textContent = panel.title;
  chart.box.title = panel.note;
  chart.log.setAttribute("aria-pressed", String(Boolean(useLog)));
  legend(chart, null);
  return chart.box;
}

function nearest(curve, images) {
  let best = 0;
  for (let i = 1; i < curve.x.length; i++)
    if (Math.abs(curve.x[i] - images) < Math.abs(curve.x[best] - images)) best = i;
  return best;
}

function legend(chart, images) {
  const entries = chart.own.map((curve) => {
    const entry = document.createElement("span");
    const i = images === null ? curve.x.length - 1 : nearest(curve, images);
    entry.textContent = `${curve.name} ${short(curve.y[i])}`;
    entry.style.setProperty("--colour", curve.colour);
    return entry;
  });
  chart.box.querySelector(".curves-legend").replaceChildren(...entries);
}

function hover(chart, event) {
  const images = event && chart.own ? chart.imagesAt(event) : null;
  for (const each of charts.values()) {
    if (!each.own) continue;
    each.cursor.setAttribute("visibility", images === null ? "hidden" : "visible");
    if (images !== null) {
      each.cursor.setAttribute("x1", each.x(images));
      each.cursor.setAttribute("x2", each.x(images));
    }
    legend(each, images);
  }
  hint(images);
}

function hint(images) {
  const { other } = shown;
  const over = other ? `Dashed: ${other.name}. ` : "";
  element.querySelector(".curves-hint").textContent =
    images === null
      ? `${over}Across: training pictures. Click a curve to see the samples of that time.`
      : `After ${Math.round(images).toLocaleString("en")} pictures`;
}

function paint() {
  const { run, other } = shown;
  const own = (run && run.panels) || [];
  element.classList.toggle("curves-none", own.length === 0);
  for (const button of smoothers.children)
    button.setAttribute("aria-pressed", String(Number(button.dataset.smooth) === smoothing));
  const twins = new Map(((other && other.panels) || []).map((panel) => [panel.key, panel]));
  const places = [...own, ...twins.values()].flatMap((panel) =>
    panel.curves.flatMap((curve) => [curve.x[0], curve.x.at(-1)]),
  );
  const ends = [Math.min(...places), Math.max(...places)];
  const keys = own.map((panel) => panel.key);
  if (panels.dataset.keys !== String(keys)) {
    panels.dataset.keys = String(keys);
    for (const key of [...charts.keys()]) if (!keys.includes(key)) charts.delete(key);
    panels.replaceChildren(
      ...keys.filter((key) => MAIN.includes(key)).map((key) => frameOf(key).box),
    );
    rest.replaceChildren(
      ...keys.filter((key) => !MAIN.includes(key)).map((key) => frameOf(key).box),
    );
    more.hidden = rest.children.length === 0;
  }
  for (const panel of own)
    if (more.open || MAIN.includes(panel.key))
      paintPanel(panel, twins.get(panel.key), ends, run.marks || []);
  paintReport(run && run.report);
  hint(null);
  const told = (run && run.story) || [];
  story.hidden = told.length === 0;
  story.lastElementChild.replaceChildren(
    ...told.map((text) => Object.assign(document.createElement("p"), { textContent: text })),
  );
}

function paintReport(told) {
  const signature = JSON.stringify(told || null);
  if (report.dataset.signature === signature) return;
  const begun = report.dataset.signature !== undefined && report.dataset.signature !== "null";
  report.dataset.signature = signature;
  report.hidden = !told;
  if (!told) return;
  if (told.state === "running" && !begun) report.open = true;
  const body = report.lastElementChild;
  if (told.state !== "done") {
    const words =
      told.state === "running"
        ? `${Math.round(told.done * 100)} % · ${told.doing}`
        : `It could not be measured: ${told.words}`;
    return body.replaceChildren(Object.assign(document.createElement("p"), { textContent: words }));
  }
  const table = document.createElement("table");
  const row = (cells, tag) => {
    const line = table.insertRow();
    for (const cell of cells)
      line.append(Object.assign(document.createElement(tag), { textContent: cell }));
    return line;
  };
  row(["Measure", "Samples", "Real faces"], "th");
  for (const { title, value, floor, note } of told.measures)
    row([title, short(value), short(floor)], "td").title = note;
  body.replaceChildren(
    table,
    Object.assign(document.createElement("p"), {
      textContent:
        "Measured on 2,048 pictures a side at most; what real held-out faces score stands beside. None of these is FID.",
    }),
  );
}

more.addEventListener("toggle", paint);
smoothers.addEventListener("click", (event) => {
  if (!event.target.dataset.smooth) return;
  smoothing = Number(event.target.dataset.smooth);
  window.dispatchEvent(new CustomEvent("facegen-smoothing", { detail: smoothing }));
  paint();
});
window.addEventListener("facegen-run", ({ detail }) => {
  shown = detail;
  paint();
});
new ResizeObserver(() => {
  if (shown.run) paint();
}).observe(panels);
if (window.facegenRun) shown = window.facegenRun;
paint();
