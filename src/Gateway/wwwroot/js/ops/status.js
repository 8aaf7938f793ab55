// The product in figures. Red is what waits for a person.

import { get } from "../api.js";
import { h, view } from "../dom.js";
import { instantOf } from "../words.js";
import { counted, inPlainWords, missingNotice } from "./parts.js";

const LOOK_AGAIN = 15_000;
const LATE = 60_000;

export const statusView = () => ({
  name: () => "Status",
  load: async () => ({ overview: await get("/api/ops/overview"), at: Date.now() }),
  lookAgain: () => LOOK_AGAIN,
  draw: ({ overview, at }) => view("Status",
    h("div", { class: "title" },
      h("h1", null, "Status"),
      h("p", { class: "muted age", id: "age" }, `As of ${instantOf(overview.asOf)}, looked at ${ageOf(at)}.`)),
    h("section", { "aria-label": "What waits for a person" }, waiting(overview)),
    missingNotice(overview.missing),
    h("div", { class: "figures" },
      figures("Requests", overview.feedback?.requests),
      figures("Reports of feedback", overview.feedback?.reports),
      figures("Feedback not public", overview.feedback?.withheld),
      figures("Open signals", overview.feedback?.signals),
      figures("Emails", overview.notifications?.emails),
      figures("In-app messages", overview.notifications?.inAppMessages),
      figures("Webhooks", overview.notifications?.webhooks),
      outbox("Outbox of the saga service", overview.feedback?.outbox),
      outbox("Outbox of Notifications", overview.notifications?.outbox)),
    overview.queues
      ? queueTable(overview.queues)
      : overview.missing.queues ? null : h("p", { class: "notice" }, "There are no queues outside the memory of the process.")),
});

function ageOf(at) {
  const seconds = Math.max(0, Math.round((Date.now() - at) / 1000));
  return seconds < 60 ? `${counted(seconds, "second", "seconds")} ago` : `${counted(Math.floor(seconds / 60), "minute", "minutes")} ago`;
}

function waiting(overview) {
  const found = [...needs(overview)];
  return found.length === 0
    ? h("p", { class: "notice", key: "calm" }, "Nothing waits for a person.")
    : h("ul", { class: "waiting", key: "waiting" }, found.map(({ key, text, href, look }) =>
      h("li", { key, class: look ? "look" : null }, href ? h("a", { href }, text) : text)));
}

function* needs({ asOf, feedback, notifications, queues, missing }) {
  for (const part of Object.keys(missing)) yield { key: `missing-${part}`, text: `${inPlainWords(part)} can't be read.` };
  for (const [name, service] of [["the saga service", feedback], ["Notifications", notifications]]) {
    const { parked, oldestAt, overdueTimers } = service?.outbox ?? {};
    if (parked > 0) yield { key: `parked-${name}`, text: `${counted(parked, "parked row", "parked rows")} of ${name}`, href: "#/parked" };
    if (oldestAt && new Date(asOf) - new Date(oldestAt) > LATE) {
      yield { key: `late-${name}`, text: `Messages of ${name} have waited since ${instantOf(oldestAt)}: the broker is away, or no process runs.` };
    }
    if (overdueTimers > 0) yield { key: `timers-${name}`, look: true, text: `${counted(overdueTimers, "timer", "timers")} of ${name} overdue` };
  }
  for (const { queue, errors, skipped } of queues ?? []) {
    if (errors > 0) yield { key: `errors-${queue}`, text: `${counted(errors, "message", "messages")} failed in ${queue}`, href: "#/errors" };
    if (skipped > 0) yield { key: `skipped-${queue}`, text: `${counted(skipped, "message", "messages")} skipped in ${queue}: a wrong binding` };
  }
  const { open = 0 } = feedback?.reports ?? {};
  if (open > 0) yield { key: "reports", look: true, text: `${counted(open, "report", "reports")} of feedback to decide`, href: "#/reports" };
  const signals = Object.values(feedback?.signals ?? {}).reduce((sum, count) => sum + count, 0);
  if (signals > 0) yield { key: "signals", look: true, text: `${counted(signals, "signal", "signals")} to look at`, href: "#/signals" };
  const { failed = 0, unknown = 0 } = notifications?.emails ?? {};
  if (failed > 0) yield { key: "failed", look: true, text: `${counted(failed, "email", "emails")} failed`, href: "#/deliveries?status=failed" };
  const { failed: givenUp = 0 } = notifications?.webhooks ?? {};
  if (givenUp > 0) yield { key: "webhooks", look: true, text: `${counted(givenUp, "webhook delivery", "webhook deliveries")} given up`, href: "#/webhooks" };
  if (unknown > 0) yield { key: "unknown", look: true, text: `${counted(unknown, "email", "emails")} not confirmed`, href: "#/deliveries?status=unknown" };
}

const figures = (title, counts) => counts && h("section", { class: "card", key: title },
  h("h2", null, title),
  Object.keys(counts).length === 0 ? h("p", { class: "muted" }, "None.") : list(Object.entries(counts).map(([state, count]) => [inPlainWords(state), count])));

const outbox = (title, figures) => figures && h("section", { class: "card", key: title },
  h("h2", null, title),
  list([
    ["Waiting", figures.waiting],
    ["Timers", figures.timers],
    ["Timers overdue", figures.overdueTimers],
    ["Parked", figures.parked, figures.parked > 0],
  ]));

const list = (rows) => h("dl", null, rows.map(([name, value, isRed]) =>
  h("div", { key: name }, h("dt", null, name), h("dd", { class: isRed ? "red" : null }, String(value)))));

const queueTable = (queues) => h("section", { class: "card" },
  h("table", { class: "queues" },
    h("caption", null, "Queues"),
    h("thead", null, h("tr", null, ["Queue", "Ready", "Taken", "Errors", "Skipped"].map((name) => h("th", { scope: "col", key: name }, name)))),
    h("tbody", null, queues.map(({ queue, messages, unacknowledged, errors, skipped }) => h("tr", { key: queue },
      h("th", { scope: "row" }, queue),
      h("td", { key: "ready" }, String(messages)),
      h("td", { key: "taken" }, unacknowledged === null ? "–" : String(unacknowledged)),
      h("td", { key: "errors", class: errors > 0 ? "red" : null }, String(errors ?? 0)),
      h("td", { key: "skipped", class: skipped > 0 ? "red" : null }, String(skipped ?? 0)))))));
