// Listens for messages (Server-Sent Events). Reads them with fetch and not with EventSource, so that the token travels in
// a header and not in the address.

import { authorization, session } from "./api.js";

const PAUSES = [1000, 2000, 5000, 10000, 30000];

/** Calls back for every message until it is stopped; comes back by itself after a break, and misses nothing. */
export function listen(onMessage) {
  const stop = new AbortController();
  run(onMessage, stop.signal);
  return () => stop.abort();
}

async function run(onMessage, signal) {
  let last = null;
  let failures = 0;
  while (!signal.aborted && session.token) {
    try {
      const headers = { ...authorization(), Accept: "text/event-stream", ...(last ? { "Last-Event-ID": last } : {}) };
      const response = await fetch("/api/me/messages/stream", { headers, signal, cache: "no-store" });
      if (response.status === 401) return;
      if (!response.ok) throw new Error(`Status ${response.status}`);

      failures = 0;
      for await (const event of events(response.body)) {
        last = event.id ?? last;
        if (event.data) onMessage(JSON.parse(event.data));
      }
    } catch (error) {
      if (signal.aborted) return;
      console.debug("The message stream broke:", error.message);
    }

    await pause(PAUSES[Math.min(failures++, PAUSES.length - 1)], signal);
  }
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  while (true) {
    const { value, done } = await reader.read();
    if (done) return;

    buffer += value;
    const blocks = buffer.split("\n\n");
    buffer = blocks.pop();
    for (const block of blocks) yield parse(block);
  }
}

function parse(block) {
  const event = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) event[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
  }
  return event;
}

const pause = (milliseconds, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, milliseconds);
  signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
});
