// Starts the page: who is signed in, where they are, and what is new.

import { onUnauthenticated, session } from "./api.js";
import { contractsView } from "./contracts.js";
import { demo, demoToken, mailView, startDemo } from "./demo.js";
import { h, render, toast } from "./dom.js";
import { historyView } from "./history.js";
import { messagesView, unreadCount } from "./messages.js";
import { notificationsView } from "./notifications.js";
import { roomView } from "./room.js";
import { openView, refresh } from "./screen.js";
import { signInView } from "./signin.js";
import { listen } from "./stream.js";
import { initials, nameOf } from "./words.js";

const USER = "feedback.user";

let stopListening = null;
let unread = 0;

const routes = [
  [/^#\/contracts\/(.+)$/, roomView],
  [/^#\/contracts$/, contractsView],
  [/^#\/messages(\?unread)?$/, (onlyUnread) => messagesView(Boolean(onlyUnread), refreshUnread)],
  [/^#\/notifications$/, notificationsView],
  [/^#\/freelancers\/(.+)$/, (id) => historyView("freelancers", id), "public"],
  [/^#\/agencies\/(.+)$/, (id) => historyView("agencies", id), "public"],
  [/^#\/mail$/, mailView, "public"],
];

async function route() {
  drawHeader();
  const found = routes.map(([pattern, open, access]) => ({ match: location.hash.match(pattern), open, access })).find(({ match }) => match);
  if (!found && session.token) {
    location.replace("#/contracts");
    return;
  }

  await openView(!found || (!session.token && found.access !== "public")
    ? signInView(signedIn)
    : found.open(...found.match.slice(1).map((part) => part && decode(part))));
}

function drawHeader() {
  const me = session.userId;
  const link = (href, ...text) => h("a", { href, "aria-current": location.hash.startsWith(href) ? "page" : null }, ...text);
  render(document.getElementById("header"),
    h("a", { class: "brand", href: "#/contracts" }, h("img", { src: "/favicon.svg", alt: "", width: "28", height: "28" }), "Feedback"),
    me ? [
      h("nav", { "aria-label": "Main" },
        link("#/contracts", "Contracts"),
        link("#/messages", "Messages", unread > 0 ? h("span", { class: "badge", id: "unread" }, String(unread), h("span", { class: "hidden" }, " unread")) : null),
        link(`#/freelancers/${encodeURIComponent(me)}`, "Work history")),
      h("div", { class: "me" },
        h("span", { class: "avatar", "aria-hidden": "true" }, initials(me)),
        h("span", { class: "me-name" }, nameOf(me)),
        h("button", { type: "button", class: "small", onclick: signOut }, "Sign out")),
    ] : null);
}

async function refreshUnread() {
  if (!session.token) return;

  unread = await unreadCount().catch(() => unread);
  drawHeader();
}

function signedIn() {
  sessionStorage.setItem(USER, session.userId);
  startListening();
  if (location.hash.length > 2) route();
  else location.hash = "#/contracts";
}

function startListening() {
  stopListening?.();
  stopListening = listen((message) => {
    toast(message.text, `#/contracts/${encodeURIComponent(message.contractId)}`);
    refreshUnread();
    refresh();
  });
  refreshUnread();
}

function signOut() {
  stopListening?.();
  session.token = null;
  sessionStorage.removeItem(USER);
  unread = 0;
  if (location.hash) location.hash = "";
  else route();
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

onUnauthenticated(async () => {
  const user = sessionStorage.getItem(USER);
  if (demo.on && user) return demoToken(user);

  signOut();
  return null;
});

addEventListener("hashchange", route);
await startDemo(() => {
  refreshUnread();
  refresh();
});
if (session.token) startListening();
await route();
