// Starts the page: who is signed in, where they are, and what is new.

import { onUnauthenticated, session } from "./api.js";
import { showContracts } from "./contracts.js";
import { demo, demoToken, showMail, startDemo } from "./demo.js";
import { h, show, toast } from "./dom.js";
import { showHistory } from "./history.js";
import { showMessages, unreadCount } from "./messages.js";
import { showRoom } from "./room.js";
import { showSignIn } from "./signin.js";
import { listen } from "./stream.js";
import { initials, nameOf } from "./words.js";

const USER = "feedback.user";

let stopListening = null;
let unread = 0;
let turn = 0;

const routes = [
  [/^#\/contracts\/(.+)$/, (id) => showRoom(id, () => route({ focus: false }))],
  [/^#\/contracts$/, () => showContracts()],
  [/^#\/messages(\?unread)?$/, (onlyUnread) => showMessages(Boolean(onlyUnread), refreshUnread)],
  [/^#\/freelancers\/(.+)$/, (id) => showHistory("freelancers", id), "public"],
  [/^#\/agencies\/(.+)$/, (id) => showHistory("agencies", id), "public"],
  [/^#\/mail$/, () => showMail(), "public"],
];

async function route({ focus = true } = {}) {
  drawHeader();
  const found = routes.map(([pattern, open, access]) => ({ match: location.hash.match(pattern), open, access })).find(({ match }) => match);
  if (!found && session.token) {
    location.replace("#/contracts");
    return;
  }

  const mine = ++turn;
  const content = !found || (!session.token && found.access !== "public")
    ? showSignIn(signedIn)
    : await found.open(...found.match.slice(1).map((part) => part && decode(part)));
  if (mine !== turn) return; // The reader has gone elsewhere meanwhile.

  show(content);
  if (focus) {
    document.getElementById("view").focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function drawHeader() {
  const me = session.userId;
  const link = (href, ...text) => h("a", { href, "aria-current": location.hash.startsWith(href) ? "page" : null }, ...text);
  document.getElementById("header").replaceChildren(
    h("a", { class: "brand", href: "#/contracts" }, h("img", { src: "/favicon.svg", alt: "", width: "28", height: "28" }), "Feedback"),
    ...(me ? [
      h("nav", { "aria-label": "Main" },
        link("#/contracts", "Contracts"),
        link("#/messages", "Messages", unread > 0 ? h("span", { class: "badge", id: "unread" }, String(unread), h("span", { class: "hidden" }, " unread")) : null),
        link(`#/freelancers/${encodeURIComponent(me)}`, "Work history")),
      h("div", { class: "me" },
        h("span", { class: "avatar", "aria-hidden": "true" }, initials(me)),
        h("span", { class: "me-name" }, nameOf(me)),
        h("button", { type: "button", class: "small", onclick: signOut }, "Sign out")),
    ] : []));
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
    redraw();
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

/** Shows the same again after something changed, unless that would throw away what someone is writing. */
function redraw() {
  const writing = [...document.querySelectorAll("#view textarea")].some((field) => field.value)
    || document.querySelector("#view input:checked");
  if (!writing) route({ focus: false });
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

addEventListener("hashchange", () => route());
await startDemo(() => {
  refreshUnread();
  redraw();
});
if (session.token) startListening();
await route();
