// In-app messages.

import { get, post } from "./api.js";
import { busy, h, view } from "./dom.js";
import { pages } from "./pages.js";
import { refresh } from "./screen.js";
import { instantOf, relative } from "./words.js";

const KINDS = {
  "feedback-requested": "Feedback requested",
  "feedback-reminder": "Reminder",
  "feedback-received": "Feedback received",
  "request-expired": "Request expired",
  "request-closed": "Request closed",
};

export const unreadCount = async () => (await get("/api/me/messages?limit=1")).unreadCount;

export function messagesView(onlyUnread, onChanged) {
  const list = pages(`/api/me/messages${onlyUnread ? "?unread=true" : ""}`);
  const filter = (href, text, current) => h("a", { href, "aria-current": current ? "page" : null }, text);
  return {
    name: "Messages",
    load: list.load,
    draw: (messages) => view("Messages",
      h("div", { class: "title" },
        h("h1", null, "Messages"),
        h("nav", { class: "filter", "aria-label": "Which messages" }, filter("#/messages", "All", !onlyUnread), filter("#/messages?unread", "Unread", onlyUnread))),
      messages.items.length > 0
        ? [h("ul", { class: "messages" }, messages.items.map((message) => messageRow(message, onChanged))), list.more(messages)]
        : h("p", { class: "empty" }, onlyUnread ? "You have read everything." : "No messages yet.")),
  };
}

function messageRow(message, onChanged) {
  const read = async () => {
    await post(`/api/me/messages/${message.messageId}/read`);
    onChanged();
  };
  return h("li", { class: message.readAt ? "message" : "message unread", key: message.messageId },
    h("a", { href: `#/contracts/${encodeURIComponent(message.contractId)}`, onclick: () => { if (!message.readAt) read().catch(() => {}); } },
      h("span", { class: "kind" }, KINDS[message.kind] ?? message.kind),
      h("span", { class: "text" }, message.text),
      h("time", { class: "muted", datetime: message.createdAt, title: instantOf(message.createdAt) }, relative(message.createdAt))),
    message.readAt ? null : h("button", {
      type: "button", class: "small", onclick: (event) => busy(event.currentTarget, async () => { await read(); await refresh(); }),
    }, "Mark as read"));
}
