// Messages that could not be sent, or in memory not be handled, and were set aside.

import { get, post } from "../api.js";
import { h, view } from "../dom.js";
import { action, outcomeNotice } from "./actions.js";
import { counted, facts, instant, missingNotice, typeOf } from "./parts.js";

const NAMES = { feedback: "the saga service", notifications: "Notifications" };

const pathOf = (outbox, verb, id) => `/api/ops/parked/${outbox}/${verb}?${id === null ? "all=true" : `id=${id}`}`;

const replay = (outbox, id) => async () =>
  `${counted((await post(pathOf(outbox, "replay", id))).count, "message is", "messages are")} tried again.`;

const discard = (outbox, id) => async () =>
  `${counted((await post(pathOf(outbox, "discard", id))).count, "message", "messages")} deleted.`;

const forGood = (what) => ({ title: `Delete ${what}?`, detail: "What it tells nobody learns. This can't be undone.", text: "Delete" });

export const parkedView = () => ({
  name: () => "Parked",
  load: () => get("/api/ops/parked"),
  draw: ({ items, hasMore, missing }) => view("Parked",
    h("div", { class: "title" },
      h("h1", null, "Parked"),
      h("p", { class: "muted" }, "Messages that the broker refused again and again, or in memory whose handling failed. When the cause is gone, have them tried again.")),
    outcomeNotice(),
    missingNotice(missing),
    items.length === 0 && Object.keys(missing).length === 0 ? h("p", { class: "empty", key: "none" }, "Nothing is parked.") : null,
    Object.entries(Object.groupBy(items, ({ outbox }) => outbox)).map(([outbox, rows]) => outboxSection(outbox, rows)),
    hasMore ? h("p", { class: "notice", key: "more" }, "There are more: these are the first of each outbox.") : null),
});

const outboxSection = (outbox, rows) => h("section", { class: "stopped", key: outbox, "aria-labelledby": `outbox-${outbox}` },
  h("div", { class: "row" },
    h("h2", { id: `outbox-${outbox}` }, `Outbox of ${NAMES[outbox] ?? outbox}`),
    h("div", { class: "row" },
      action("Replay all", replay(outbox, null), {
        label: `Replay all of ${NAMES[outbox] ?? outbox}`,
        question: { title: "Try all of them again?", detail: "Also those that were parked meanwhile, with all their attempts before them.", text: "Replay all" },
      }),
      action("Discard all", discard(outbox, null), {
        label: `Discard all of ${NAMES[outbox] ?? outbox}`, danger: true, question: forGood(`all that ${NAMES[outbox] ?? outbox} has parked`),
      }))),
  rows.map(rowCard));

const rowCard = (row) => h("article", { class: "card", key: row.rowId },
  h("p", null, h("strong", null, typeOf(row.messageType))),
  facts([
    ["Destination", row.destination],
    ["Last error", row.lastError],
    ["Attempts", String(row.attempts)],
    ["Parked", instant(row.parkedAt)],
    ["Message", row.messageId],
  ]),
  h("div", { class: "row" },
    action("Replay", replay(row.outbox, row.rowId), { label: `Replay ${row.messageId}` }),
    action("Discard", discard(row.outbox, row.rowId), { label: `Discard ${row.messageId}`, danger: true, question: forGood("this message") })));
