// Listens for messages (Server-Sent Events). Reads them with fetch and not with EventSource, so that the token travels in
// a header and not in the address. A browser has six connections to a server over HTTP/1.1, and a stream keeps one: of all tabs
// in which a user is signed in, one has the stream and tells the others.

import { get, request, session } from "./api.js";

const PAUSES = [1000, 2000, 5000, 10000, 30000];
const PAUSE_BETWEEN_LOOKS = 15000;

// Users who are signed in besides, in other tabs, get by without a stream.
const STREAMS = ["feedback.stream.1", "feedback.stream.2", "feedback.stream.3"];

/** Calls back for every message until it is stopped; comes back by itself after a break, and misses nothing. */
export function listen(onMessage) {
  const stop = new AbortController();
  const user = session.userId;
  const inbox = { last: null, give: (message) => { inbox.last = message.messageId; onMessage(message); } };
  const tabs = new BroadcastChannel(`feedback.messages.${user}`);
  tabs.addEventListener("message", ({ data }) => inbox.give(data));
  stop.signal.addEventListener("abort", () => tabs.close());

  const tellAll = (message) => {
    tabs.postMessage(message);
    inbox.give(message);
  };
  alone(`feedback.listener.${user}`, { signal: stop.signal }, () => run(inbox, tellAll, stop.signal)).catch((error) => {
    if (!stop.signal.aborted) console.debug("Nobody listens for messages:", error.message);
  });
  return () => stop.abort();
}

/** Does the work while no other tab has the lock of that name. Without a secure context there are no locks: each tab is alone. */
const alone = (name, options, work) => (navigator.locks ? navigator.locks.request(name, options, work) : work(true));

async function run(inbox, tell, signal) {
  while (!signal.aborted && session.token) {
    let streamed = false;
    for (const name of STREAMS) {
      streamed ||= await alone(name, { ifAvailable: true }, async (free) => {
        if (free) await follow(inbox, tell, signal);
        return Boolean(free);
      });
    }

    if (!streamed) {
      await look(inbox, tell).catch((error) => console.debug("No look at the messages:", error.message));
      await pause(PAUSE_BETWEEN_LOOKS, signal);
    }
  }
}

/** Follows the stream until it is stopped or the user is signed in no longer. */
async function follow(inbox, tell, signal) {
  let failures = 0;
  let retry = 0;
  while (!signal.aborted && session.token) {
    try {
      const options = { accept: "text/event-stream", lastEventId: inbox.last, signal };
      const response = await request("GET", "/api/me/messages/stream", undefined, options);
      if (response.status === 401) return;
      if (!response.ok) throw new Error(`Status ${response.status}`);

      failures = 0;
      for await (const event of events(response.body)) {
        retry = Number(event.retry ?? retry);
        if (event.data) tell(JSON.parse(event.data));
      }
    } catch (error) {
      if (signal.aborted) return;
      console.debug("The message stream broke:", error.message);
    }

    await pause(Math.max(retry, PAUSES[Math.min(failures++, PAUSES.length - 1)]), signal);
  }
}

/** Looks for messages that came since the last look; the first look only finds where to begin. */
async function look(inbox, tell) {
  const { items } = await get("/api/me/messages?limit=20");
  const known = items.findIndex((message) => message.messageId === inbox.last);
  const news = inbox.looked || inbox.last ? items.slice(0, known < 0 ? items.length : known) : [];
  inbox.looked = true;
  inbox.last ??= items[0]?.messageId ?? null;
  news.reverse().forEach(tell);
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
