// Asking the server, so that whatever fails is an Error whose message is a sentence for a person.
const SILENT = "The server does not answer. Is it still running?";

// Write fields as the address of a plain route; what separates pairs stays readable.
export function addressOf(route, fields = {}) {
  return `${route}?${queryOf(fields)}`;
}

export function queryOf(fields) {
  const query = new URLSearchParams(fields).toString();
  return query.replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%2F", "/");
}

// Fetch an answer. The error of a refusal has its `status`, that of a silent server has none;
// a request that was given up throws what `fetch` does, an AbortError.
export async function ask(address, options) {
  const answer = await fetch(address, options).catch((error) => {
    throw error.name === "AbortError" ? error : new Error(SILENT);
  });
  if (answer.ok) return answer;
  throw Object.assign(new Error(await sentenceOf(answer)), { status: answer.status });
}

// What a person is told of an answer that is a refusal.
export async function sentenceOf(answer) {
  const refusal = await answer.json().catch(() => ({}));
  return refusal.error || `The server answered ${answer.status}. Its log says why.`;
}

// Send a request and hand on each line of JSON of its answer; a line with an error ends it.
export async function followLines(address, options, told) {
  const answer = await ask(address, { method: "POST", ...options });
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

// Work of one kind of which only the newest counts: starting it again, or `stop`, ends the last.
export class Newest {
  #running = null;

  follow(address, options, told) {
    this.stop();
    this.#running = new AbortController();
    return followLines(address, { ...options, signal: this.#running.signal }, told);
  }

  stop() {
    this.#running?.abort();
  }
}
