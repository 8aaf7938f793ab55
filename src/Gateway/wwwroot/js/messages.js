// In-app messages. One that invites to answer a request shows how the request stands now.

import { get, post } from "./api.js";
import { busy, h, view } from "./dom.js";
import { pages } from "./pages.js";
import { refresh } from "./screen.js";
import { t, word } from "./texts.js";
import { instantOf, left, relative } from "./words.js";

const LOOK_AGAIN = 15_000;

const INVITATIONS = ["feedback-requested", "feedback-reminder"];

const COLOURS = { pending: "gold", answered: "green", expired: "grey", closed: "grey", declined: "grey" };

export const unreadCount = async () => (await get("/api/me/messages?limit=1")).unreadCount;

export const markRead = (messageId) => post(`/api/me/messages/${messageId}/read`);

/** Marks all messages about the contract as read: their reader has seen the contract itself. */
export const markContractRead = (contractId) => post(`/api/me/messages/read?contractId=${encodeURIComponent(contractId)}`);

export function messagesView(onlyUnread, onChanged) {
  const list = pages(`/api/me/messages${onlyUnread ? "?unread=true" : ""}`);
  const filter = (href, text, current) => h("a", { href, "aria-current": current ? "page" : null }, text);
  const readAll = async () => {
    await post("/api/me/messages/read");
    onChanged();
    await refresh();
  };
  return {
    name: () => t("messages"),
    load: list.load,
    draw: (messages) => view(t("messages"),
      h("div", { class: "title" },
        h("h1", null, t("messages")),
        h("div", { class: "row" },
          h("nav", { class: "filter", "aria-label": t("messages.which") },
            filter("#/messages", t("messages.all"), !onlyUnread), filter("#/messages?unread", t("messages.unread"), onlyUnread)),
          messages.unreadCount > 0
            ? h("button", { type: "button", class: "small", id: "read-all", onclick: (event) => busy(event.currentTarget, readAll) }, t("messages.read-all"))
            : null,
          h("a", { href: "#/notifications" }, t("notifications")))),
      messages.items.length > 0
        ? [h("ul", { class: "messages" }, messages.items.map((message) => messageRow(message, onChanged))), list.more(messages)]
        : h("p", { class: "empty" }, t(onlyUnread ? "messages.none-unread" : "messages.none"))),
    lookAgain: ({ items }) => (items.some(({ requestStatus }) => requestStatus === "pending") ? LOOK_AGAIN : null),
  };
}

function messageRow(message, onChanged) {
  const read = async () => {
    await markRead(message.messageId);
    onChanged();
  };
  return h("li", { class: message.readAt ? "message" : "message unread", key: message.messageId },
    h("a", { href: `#/contracts/${encodeURIComponent(message.contractId)}`, onclick: () => { if (!message.readAt) read().catch(() => {}); } },
      h("span", { class: "kind" }, word("message", message.kind), message.readAt ? null : h("span", { class: "hidden" }, `, ${t("nav.unread")}`)),
      h("span", { class: "text" }, message.text),
      state(message),
      h("time", { class: "muted", datetime: message.createdAt, title: instantOf(message.createdAt) }, relative(message.createdAt))),
    message.readAt ? null : h("button", {
      type: "button", class: "small", onclick: (event) => busy(event.currentTarget, async () => { await read(); await refresh(); }),
    }, t("message.read")));
}

function state({ kind, requestStatus, requestExpiresAt }) {
  if (!INVITATIONS.includes(kind) || !requestStatus) return null;

  return h("span", { class: "request-state" }, h("span", { class: `pill ${COLOURS[requestStatus] ?? "grey"}` }, word("message.state", requestStatus)),
    requestStatus === "pending" && requestExpiresAt
      ? h("span", { class: "muted" }, t("message.until", { until: instantOf(requestExpiresAt), left: left(requestExpiresAt) }))
      : null);
}
