// In-app messages. One that invites to answer a request shows how the request stands now.

import { get, post } from "./api.js";
import { busy, h, view } from "./dom.js";
import { pages } from "./pages.js";
import { refresh } from "./screen.js";
import { instantOf, left, relative } from "./words.js";

const KINDS = {
  "feedback-requested": "Feedback requested",
  "feedback-reminder": "Reminder",
  "feedback-received": "Feedback received",
  "request-expired": "Request expired",
  "request-closed": "Request closed",
};

const LOOK_AGAIN = 15_000;

const INVITATIONS = ["feedback-requested", "feedback-reminder"];

const STATES = {
  pending: ["gold", "Waits for your answer"],
  answered: ["green", "You answered"],
  expired: ["grey", "Expired without an answer"],
  closed: ["grey", "Closed: the contract has ended"],
};

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
    name: "Messages",
    load: list.load,
    draw: (messages) => view("Messages",
      h("div", { class: "title" },
        h("h1", null, "Messages"),
        h("div", { class: "row" },
          h("nav", { class: "filter", "aria-label": "Which messages" }, filter("#/messages", "All", !onlyUnread), filter("#/messages?unread", "Unread", onlyUnread)),
          messages.unreadCount > 0
            ? h("button", { type: "button", class: "small", id: "read-all", onclick: (event) => busy(event.currentTarget, readAll) }, "Mark all as read")
            : null,
          h("a", { href: "#/notifications" }, "How I take emails"))),
      messages.items.length > 0
        ? [h("ul", { class: "messages" }, messages.items.map((message) => messageRow(message, onChanged))), list.more(messages)]
        : h("p", { class: "empty" }, onlyUnread ? "You have read everything." : "No messages yet.")),
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
      h("span", { class: "kind" }, KINDS[message.kind] ?? message.kind, message.readAt ? null : h("span", { class: "hidden" }, ", unread")),
      h("span", { class: "text" }, message.text),
      state(message),
      h("time", { class: "muted", datetime: message.createdAt, title: instantOf(message.createdAt) }, relative(message.createdAt))),
    message.readAt ? null : h("button", {
      type: "button", class: "small", onclick: (event) => busy(event.currentTarget, async () => { await read(); await refresh(); }),
    }, "Mark as read"));
}

function state({ kind, requestStatus, requestExpiresAt }) {
  const [colour, text] = (INVITATIONS.includes(kind) && STATES[requestStatus]) || [];
  return text ? h("span", { class: "request-state" }, h("span", { class: `pill ${colour}` }, text),
    requestStatus === "pending" && requestExpiresAt ? h("span", { class: "muted" }, ` until ${instantOf(requestExpiresAt)}: ${left(requestExpiresAt)}`) : null) : null;
}
