// In-app messages.

import { get, post } from "./api.js";
import { busy, h, problemNotice, view } from "./dom.js";
import { instantOf, relative } from "./words.js";

const KINDS = {
  "feedback-requested": "Feedback requested",
  "feedback-reminder": "Reminder",
  "feedback-received": "Feedback received",
  "request-expired": "Request expired",
  "request-closed": "Request closed",
};

export const unreadCount = async () => (await get("/api/me/messages?limit=1")).unreadCount;

export async function showMessages(onlyUnread, onChanged) {
  const list = h("ul", { class: "messages" });
  const more = h("div", { class: "more" });
  const load = async (cursor) => {
    const page = await get(`/api/me/messages?limit=20${onlyUnread ? "&unread=true" : ""}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    list.append(...page.items.map((message) => messageRow(message, onChanged)));
    more.replaceChildren(...(page.next
      ? [h("button", { type: "button", onclick: (event) => busy(event.currentTarget, () => load(page.next)) }, "Show more")]
      : []));
  };
  const filter = (href, text, current) => h("a", { href, "aria-current": current ? "page" : null }, text);
  const title = h("div", { class: "title" },
    h("h1", null, "Messages"),
    h("nav", { class: "filter", "aria-label": "Which messages" }, filter("#/messages", "All", !onlyUnread), filter("#/messages?unread", "Unread", onlyUnread)));

  try {
    await load(null);
    return view("Messages", title, list.children.length > 0 ? [list, more] : h("p", { class: "empty" }, onlyUnread ? "You have read everything." : "No messages yet."));
  } catch (error) {
    return view("Messages", title, problemNotice(error.problem));
  }
}

function messageRow(message, onChanged) {
  const row = h("li", { class: message.readAt ? "message" : "message unread" });
  const read = async () => {
    await post(`/api/me/messages/${message.messageId}/read`);
    row.classList.remove("unread");
    row.querySelector("button")?.remove();
    onChanged();
  };
  row.append(
    h("a", { href: `#/contracts/${encodeURIComponent(message.contractId)}`, onclick: () => { if (!message.readAt) read().catch(() => {}); } },
      h("span", { class: "kind" }, KINDS[message.kind] ?? message.kind),
      h("span", { class: "text" }, message.text),
      h("time", { class: "muted", datetime: message.createdAt, title: instantOf(message.createdAt) }, relative(message.createdAt))));
  if (!message.readAt) row.append(h("button", { type: "button", class: "small", onclick: (event) => busy(event.currentTarget, read) }, "Mark as read"));
  return row;
}
