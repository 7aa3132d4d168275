// One chart of curves over training pictures, as a figure.
import { button, isPressed, legendOf, make, makeSvg, press } from "../widgets/dom.js";
import { nearestTo, placeIn } from "../widgets/places.js";
import { short } from "../widgets/words.js";
import { axisOf, ticksOf } from "./axis.js";

const HEIGHT = 132;
const LEFT = 46;
const RIGHT = 8;
const TOP = 6;
const BOTTOM = 20;

export class Chart {
  #curves = [];
  #title = make("span", { className: "curves-title" });
  #legend = make("div", { className: "curves-legend legend" });
  #plot = make("div", { className: "curves-plot" });
  #cursor = makeSvg("line");
  #ends = [0, 1];
  #width = 0;
  #log;
  isLog; // undefined until a person chooses, so that the panel's own wish holds

  // `heard` is given the training pictures under the pointer, null once it has left, and `clicked`
  // those at a click; `changed` is called when the axis is to be another one.
  constructor(key, { heard, clicked, changed }) {
    this.#log = button("log", () => {
      this.isLog = !isPressed(this.#log);
      changed();
    });
    this.#log.className = "curves-log";
    const head = make("figcaption", {}, this.#title, this.#log);
    this.box = make("figure", { dataset: { panel: key } }, head, this.#legend, this.#plot);
    this.#plot.addEventListener("pointermove", (event) => heard(this.#imagesAt(event)));
    this.#plot.addEventListener("pointerleave", () => heard(null));
    this.#plot.addEventListener("click", (event) => clicked(this.#imagesAt(event)));
  }

  get #inner() {
    return this.#width - LEFT - RIGHT;
  }

  #x(images) {
    const [first, last] = this.#ends;
    return LEFT + ((images - first) / (last - first || 1)) * this.#inner;
  }

  #imagesAt(event) {
    const { left, top, height } = this.#plot.getBoundingClientRect();
    const area = { left: left + LEFT, top, width: this.#inner, height };
    const [first, last] = this.#ends;
    return first + placeIn(event, area).x * (last - first);
  }

  // Draw a `DrawnPanel` of `facegen.charts.training_curves`; `twin` is that of the run over it,
  // `ends` where all curves begin and end, `marks` what happened when.
  paint(panel, twin, ends, marks) {
    const others = twin ? twin.curves : [];
    const values = [...panel.curves, ...others].flatMap(({ y }) => y).concat(panel.floor ?? []);
    const axis = axisOf(values, { log: this.isLog ?? panel.log, span: panel.span });
    this.#curves = panel.curves;
    this.#ends = ends;
    this.#width = Math.max(220, this.#plot.clientWidth || 300);
    const y = (value) => {
      const height = (axis.place(value) - axis.low) / (axis.high - axis.low);
      return TOP + (1 - height) * (HEIGHT - TOP - BOTTOM);
    };
    const newest = panel.curves.map((curve) => `${curve.name} ${short(curve.y.at(-1))}`);
    const svg = makeSvg("svg", {
      width: this.#width,
      height: HEIGHT,
      role: "img",
      "aria-label": `${panel.title}: ${newest.join(", ")}`,
    });
    this.#cursor = this.#upright("curves-cursor");
    this.#cursor.setAttribute("visibility", "hidden");
    svg.append(
      ...this.#grid(axis, y),
      ...marks.map((mark) => this.#mark(mark)),
      ...(panel.floor == null ? [] : this.#floor(panel.floor, y)),
      ...others.flatMap((curve) => this.#lines(curve, y, true)),
      ...panel.curves.flatMap((curve) => this.#lines(curve, y, false)),
      this.#cursor,
    );
    this.#plot.replaceChildren(svg);
    this.#title.textContent = panel.title;
    this.box.title = panel.note;
    press(this.#log, axis.isLog);
    this.#paintLegend(null);
  }

  // Mark a time on the chart and tell the values there; null: those of the end.
  point(images) {
    this.#cursor.setAttribute("visibility", images === null ? "hidden" : "visible");
    if (images !== null)
      for (const end of ["x1", "x2"]) this.#cursor.setAttribute(end, this.#x(images));
    this.#paintLegend(images);
  }

  #paintLegend(images) {
    const entries = this.#curves.map(({ name, colour, x, y }) => {
      const value = images === null ? y.at(-1) : y[nearestTo(images, x)];
      return { text: `${name} ${short(value)}`, colour };
    });
    this.#legend.replaceChildren(...legendOf(entries));
  }

  #upright(name, x = LEFT) {
    return makeSvg("line", { x1: x, x2: x, y1: TOP, y2: HEIGHT - BOTTOM, class: name });
  }

  #level(name, y) {
    return makeSvg("line", { x1: LEFT, x2: this.#width - RIGHT, y1: y, y2: y, class: name });
  }

  #grid(axis, y) {
    const [first, last] = this.#ends;
    const values = ticksOf(axis).flatMap((tick) => [
      this.#level("curves-grid", y(tick)),
      makeSvg("text", { x: LEFT - 6, y: y(tick) + 4, "text-anchor": "end" }, short(tick)),
    ]);
    const times = ticksOf({ low: first, high: last, isLog: false }).map((tick) => {
      const anchor = { [first]: "start", [last]: "end" }[tick] ?? "middle";
      return makeSvg(
        "text",
        { x: this.#x(tick), y: HEIGHT - 4, "text-anchor": anchor },
        short(tick),
      );
    });
    return [...values, ...times];
  }

  #mark({ images, text }) {
    const line = this.#upright("curves-mark", this.#x(images));
    line.append(makeSvg("title", {}, text));
    return line;
  }

  #floor(value, y) {
    const place = { x: LEFT + 4, y: y(value) - 4 }; // where curves are far above it
    return [this.#level("curves-floor", y(value)), makeSvg("text", place, `floor ${short(value)}`)];
  }

  // A curve: dashed where it is another run's, over its raw values where they are smoothed.
  #lines(curve, y, dashed) {
    const { x, colour: stroke, smooth } = curve;
    const path = (values) =>
      values
        .map((value, i) => `${i ? "L" : "M"}${this.#x(x[i]).toFixed(1)} ${y(value).toFixed(1)}`)
        .join("");
    const line = {
      d: path(smooth || curve.y),
      stroke,
      "stroke-dasharray": dashed ? "5 4" : "none",
      class: "curves-line",
    };
    const lines = [makeSvg("path", line)];
    if (smooth && !dashed)
      lines.unshift(makeSvg("path", { d: path(curve.y), stroke, class: "curves-raw" }));
    if (x.length === 1)
      lines.push(makeSvg("circle", { cx: this.#x(x[0]), cy: y(curve.y[0]), r: 3, fill: stroke }));
    return lines;
  }
}
