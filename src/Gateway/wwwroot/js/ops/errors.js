// Messages whose handling failed. The broker counts each look as a delivery, so nothing here looks again by itself.

import { get, post } from "../api.js";
import { busy, h, view } from "../dom.js";
import { refresh } from "../screen.js";
import { action, outcomeNotice } from "./actions.js";
import { counted, facts, missingNotice, NEVER, typeOf } from "./parts.js";

const LIST = "#/errors";

const pathOf = (queue, verb, message) =>
  `/api/ops/errors/${encodeURIComponent(queue)}/${verb}?${message === null ? "all=true" : `message=${encodeURIComponent(message)}`}`;

const replay = (queue, message) => async () =>
  `${counted((await post(pathOf(queue, "replay", message))).count, "message is", "messages are")} back in ${queue}.`;

const discard = (queue, message) => async () =>
  `${counted((await post(pathOf(queue, "discard", message))).count, "message", "messages")} of ${queue} deleted.`;

const forGood = (what) => ({ title: `Delete ${what}?`, detail: "What it tells nobody learns. This can't be undone.", text: "Delete" });

export const errorsView = () => ({
  name: () => "Errors",
  load: () => get("/api/ops/errors"),
  lookAgain: () => NEVER,
  draw: ({ items, hasMore, missing }) => view("Errors",
    h("div", { class: "title" },
      h("h1", null, "Errors"),
      h("p", { class: "muted" }, "Messages whose handling failed. When the cause is gone, move them back: handling a message twice has one effect, and sends no second email."),
      h("div", { class: "row" },
        h("button", { type: "button", class: "small", id: "look-again", onclick: (event) => busy(event.currentTarget, refresh) }, "Look again"))),
    outcomeNotice(),
    missingNotice(missing),
    items.length === 0 && Object.keys(missing).length === 0 ? h("p", { class: "empty", key: "none" }, "No message is in an error queue.") : null,
    Object.entries(Object.groupBy(items, ({ queue }) => queue)).map(([queue, failed]) => queueSection(queue, failed)),
    hasMore ? h("p", { class: "notice", key: "more" }, "There are more: these are the first of each service.") : null),
});

const queueSection = (queue, failed) => h("section", { class: "stopped", key: queue, "aria-labelledby": `queue-${queue}` },
  h("div", { class: "row" },
    h("h2", { id: `queue-${queue}` }, queue),
    h("div", { class: "row" },
      action("Replay all", replay(queue, null), {
        label: `Replay all of ${queue}`,
        question: { title: `Move all messages back to ${queue}?`, detail: "Also those that came meanwhile. Each is handled once more.", text: "Replay all" },
      }),
      action("Discard all", discard(queue, null), { label: `Discard all of ${queue}`, danger: true, question: forGood(`all failed messages of ${queue}`) }))),
  failed.map((error, index) => errorCard(error, index)));

const errorCard = (error, index) => h("article", { class: "card", key: error.message ?? `without-id-${index}` },
  h("p", null, h("strong", null, error.failure ?? "Failed too often")),
  error.failureMessage ? h("p", null, error.failureMessage) : null,
  factsOf(error),
  error.message
    ? h("div", { class: "row" },
      h("a", { class: "small", href: `${LIST}/${encodeURIComponent(error.queue)}/${encodeURIComponent(error.message)}` }, "Show", h("span", { class: "hidden" }, ` ${error.message}`)),
      action("Replay", replay(error.queue, error.message), { label: `Replay ${error.message}` }),
      action("Discard", discard(error.queue, error.message), { label: `Discard ${error.message}`, danger: true, question: forGood("this message") }))
    : h("p", { class: "muted" }, "Its publisher gave it no id: it can be moved or deleted only with all others of its queue."));

const factsOf = (error) => facts([["Message", error.message], ["Type", error.messageType && typeOf(error.messageType)], ["Failed at", error.failedAt]]);

/** One of them, with its body, of whose texts it says how long they are. */
export const errorView = (queue, message) => ({
  name: () => "Failed message",
  load: () => get(`/api/ops/errors/${encodeURIComponent(queue)}?message=${encodeURIComponent(message)}`)
    .catch((error) => {
      if (error.problem?.status === 404) return { gone: true };
      throw error;
    }),
  lookAgain: () => NEVER,
  draw: ({ gone, error, stackTrace, body }) => view("Failed message",
    h("div", { class: "title" },
      h("p", { class: "crumbs" }, h("a", { href: LIST }, "Errors")),
      h("h1", null, "Failed message"),
      h("p", { class: "muted" }, queue)),
    outcomeNotice(),
    gone ? h("p", { class: "empty", key: "gone" }, "No error queue has this message any more.") : [
      h("section", { class: "card", key: "failure" },
        h("p", null, h("strong", null, error.failure ?? "Failed too often")),
        error.failureMessage ? h("p", null, error.failureMessage) : null,
        factsOf(error),
        h("div", { class: "row" },
          action("Replay", replay(queue, message), { then: toList }),
          action("Discard", discard(queue, message), { then: toList, danger: true, question: forGood("this message") }))),
      h("h2", { key: "body" }, "Body"),
      h("p", { class: "muted", key: "masked" }, "Of what people wrote it shows how long it is."),
      h("pre", { key: "body-text" }, body ?? "–"),
      h("h2", { key: "trace" }, "Stack trace"),
      h("pre", { key: "trace-text" }, stackTrace ?? "–"),
    ]),
});

const toList = () => { location.hash = LIST; };
