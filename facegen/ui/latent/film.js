// Films, and whatever else is told line by line while it is made.
const works = {};

// Send a request and hand on each line of the answer; a newer one of its kind, or leaving, ends it.
async function followLines(address, options, told, kind = "work") {
  works[kind]?.abort();
  const mine = new AbortController();
  works[kind] = mine;
  const answer = await fetch(address, { method: "POST", ...options, signal: mine.signal });
  if (!answer.ok) throw new Error((await answer.json()).error);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      const event = JSON.parse(line);
      if (event.error) throw new Error(event.error);
      told(event);
    }
  }
}

function saveBytes(text, mime, name) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: mime }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function choice(label, pairs, start) {
  const select = make(
    "select",
    { ariaLabel: label },
    ...pairs.map(([value, textContent]) => make("option", { value, textContent })),
  );
  select.value = start;
  return select;
}

function filmControls() {
  const way = choice(
    "Course of the film",
    [
      ["path", "A to B"],
      ["loop", "A to B and back, in a loop"],
      ["favourites", "Loop through your favourites"],
    ],
    "loop",
  );
  const form = choice(
    "Kind of film",
    [
      ["mp4", "MP4"],
      ["webp", "animated WebP"],
      ["gif", "GIF"],
    ],
    "mp4",
  );
  const seconds = choice(
    "Length",
    [2, 4, 8, 16].map((some) => [some, `${some} s`]),
    4,
  );
  const rate = choice(
    "Frames a second",
    [15, 24, 30, 50].map((some) => [some, `${some} frames a second`]),
    30,
  );
  const size = choice(
    "Size",
    [256, 384, 512].map((some) => [some, `${some} px`]),
    384,
  );
  const bar = make("progress", { max: 1, value: 0, hidden: true });
  const words = make("p", { role: "status" });
  const stop = button("Stop", () => works.work?.abort());
  stop.hidden = true;
  const start = button(
    "Download film",
    async () => {
      const kept = here()
        .filter((one) => !one.blend)
        .map((one) => faceFields(one.face, "", {}));
      const ends = [faceFields(state.face, "", {}), faceFields(state.other, "", {})];
      const keys = way.value === "favourites" ? kept : ends;
      if (!keys.length) {
        words.textContent = "You have no favourites yet: keep some faces first.";
        return;
      }
      const asked = {
        checkpoint: state.checkpoint,
        keys,
        way: way.value === "path" ? state.blend : "loop",
        form: form.value,
        seconds: Number(seconds.value),
        rate: Number(rate.value),
        size: Number(size.value),
      };
      bar.hidden = stop.hidden = false;
      start.disabled = true;
      words.textContent = "";
      try {
        await followLines("latent/film", { body: JSON.stringify(asked) }, (event) => {
          if (event.progress !== undefined) bar.value = event.progress;
          else saveBytes(event.content, event.mime, event.name);
        });
      } catch (error) {
        words.textContent = error.name === "AbortError" ? "Stopped." : error.message;
      }
      bar.hidden = stop.hidden = true;
      start.disabled = false;
    },
    "lp-accent",
  );
  return [
    make(
      "details",
      { className: "lp-what" },
      make("summary", { textContent: "Download as a film" }),
      make("div", { className: "lp-bar" }, way, form, seconds, rate, size, start, stop),
      bar,
      words,
    ),
  ];
}
