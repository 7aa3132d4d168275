// Scores of samples and faces as overlaid histograms, at the time the grids show. Scores above zero
// mean: taken for real.
const HEIGHT = 110,
  BOTTOM = 18;
const SVG = "http://www.w3.org/2000/svg";
const plot = element.querySelector(".scores-plot");
const legend = element.querySelector(".scores-legend");
const known = new Map();
let wanted = "";
let drawn = null;

function make(name, attributes, text = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  return node;
}

async function show({ run, images, version }) {
  const address = `training/scores?${new URLSearchParams({ run, images, v: version })}`;
  wanted = address;
  if (!known.has(address)) {
    if (known.size > 400) known.delete(known.keys().next().value);
    const answer = await fetch(address).catch(() => null);
    known.set(address, answer && answer.ok ? await answer.json() : { sets: [] });
  }
  if (wanted !== address) return;
  drawn = known.get(address);
  paint();
}

function paint() {
  element.hidden = !drawn || drawn.sets.length === 0;
  if (element.hidden) return;
  const width = Math.max(240, plot.clientWidth),
    {
      span: [low, high],
      sets,
    } = drawn;
  const top = Math.max(...sets.flatMap(({ shares }) => shares), 0.01);
  const x = (score) => ((score - low) / (high - low)) * width;
  const y = (share) => (1 - share / top) * (HEIGHT - BOTTOM - 4) + 4;
  const svg = make("svg", { width, height: HEIGHT });
  svg.append(
    make("line", { x1: x(0), x2: x(0), y1: 0, y2: HEIGHT - BOTTOM, class: "scores-zero" }),
  );
  for (const { shares, colour } of sets) {
    const step = width / shares.length;
    const outline = shares
      .map(
        (share, i) =>
          `L${(i * step).toFixed(1)} ${y(share).toFixed(1)}L${((i + 1) * step).toFixed(1)} ${y(share).toFixed(1)}`,
      )
      .join("");
    svg.append(
      make("path", { d: `M0 ${y(0)}${outline}L${width} ${y(0)}Z`, fill: colour, stroke: colour }),
    );
  }
  for (const [place, anchor, text] of [
    [low, "start", `${low}: surely painted`],
    [0, "middle", "0"],
    [high, "end", `${high}: surely real`],
  ])
    svg.append(make("text", { x: x(place), y: HEIGHT - 4, "text-anchor": anchor }, text));
  plot.replaceChildren(svg);
  const words = sets.map(({ name, real }) => `${name}: ${Math.round(real * 100)} % taken for real`);
  plot.setAttribute("aria-label", words.join(", "));
  legend.replaceChildren(
    ...sets.map(({ name, colour, real }) => {
      const entry = document.createElement("span");
      entry.textContent = `${name}: ${Math.round(real * 100)} % taken for real`;
      entry.style.setProperty("--colour", colour);
      return entry;
    }),
  );
}

window.addEventListener("facegen-snapshot", ({ detail }) => show(detail));
new ResizeObserver(paint).observe(plot);
if (window.facegenSnapshot) show(window.facegenSnapshot);
element.hidden = true;
