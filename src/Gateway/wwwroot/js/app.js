// Starts the page: who is signed in, where they are, and what is new.

import { get, onUnauthenticated, session } from "./api.js";
import { contractsView } from "./contracts.js";
import { demo, demoToken, drawBar, mailView, startDemo } from "./demo.js";
import { h, render, toast } from "./dom.js";
import { keepDraft } from "./draft.js";
import { historyView } from "./history.js";
import { markRead, messagesView, unreadCount } from "./messages.js";
import { notificationsView, readerProfile } from "./notifications.js";
import { roomView } from "./room.js";
import { onDrawn, openView, redraw, refresh } from "./screen.js";
import { signInView } from "./signin.js";
import { listen } from "./stream.js";
import { speak, t } from "./texts.js";
import { initials, nameOf, rememberNames } from "./words.js";

const USER = "feedback.user";
const READER = "feedback.reader";
const TICK = 20_000;

let stopListening = null;
let unread = 0;
let hasHistory = false;
let signInAgain = false;

const routes = [
  [/^#\/contracts\/(.+)$/, (id) => roomView(id, refreshUnread)],
  [/^#\/contracts$/, contractsView],
  [/^#\/messages(\?unread)?$/, (onlyUnread) => messagesView(Boolean(onlyUnread), refreshUnread)],
  [/^#\/notifications$/, notificationsView],
  [/^#\/freelancers\/(.+)$/, (id) => historyView("freelancers", id), "public"],
  [/^#\/agencies\/(.+)$/, (id) => historyView("agencies", id), "public"],
  ...(demo.on ? [[/^#\/mail$/, mailView, "public"]] : []),
];

async function route() {
  drawHeader();
  const found = routes.map(([pattern, open, access]) => ({ match: location.hash.match(pattern), open, access })).find(({ match }) => match);
  if (!found && session.token) {
    location.replace("#/contracts");
    return;
  }

  await openView(!found || (!session.token && found.access !== "public")
    ? signInView(signedIn, signInAgain)
    : found.open(...found.match.slice(1).map((part) => part && decode(part))));
}

function drawHeader() {
  const me = session.userId;
  const link = (href, ...text) => h("a", { href, "aria-current": location.hash.startsWith(href) ? "page" : null }, ...text);
  render(document.getElementById("header"),
    h("a", { class: "brand", href: "#/contracts" }, h("img", { src: "/favicon.svg", alt: "", width: "28", height: "28" }), "Feedback"),
    me ? [
      h("nav", { "aria-label": t("nav.main") },
        link("#/contracts", t("nav.contracts")),
        link("#/messages", t("nav.messages"), unread > 0 ? unreadBadge() : null),
        hasHistory ? link(`#/freelancers/${encodeURIComponent(me)}`, t("nav.history")) : null),
      h("div", { class: "me" },
        h("span", { class: "avatar", "aria-hidden": "true" }, initials(me)),
        h("span", { class: "me-name" }, nameOf(me)),
        h("button", { type: "button", class: "small", onclick: signOut }, t("sign-out"))),
    ] : null);
}

const unreadBadge = () => h("span", { class: "badge", id: "unread" }, String(unread), h("span", { class: "hidden" }, ` ${t("nav.unread")}`));

/** Speaks the reader's language from here on, in what is already drawn, too. */
function speakTo(reader) {
  speak(reader);
  if (reader.displayName) rememberNames({ userId: session.userId, userName: reader.displayName });
  document.querySelector(".skip").textContent = t("skip");
  if (demo.on) drawBar();
  drawHeader();
  redraw();
}

/** Does something with the response to a query, null if it failed, unless its reader has signed out before it came. */
async function forReader(query, use) {
  const me = session.userId;
  if (!me) return;

  const response = await query(me).catch(() => null);
  if (session.userId === me) use(response);
}

const learnReader = () => forReader(() => readerProfile().then(JSON.stringify), (reader) => {
  if (!reader || reader === sessionStorage.getItem(READER)) return;

  sessionStorage.setItem(READER, reader);
  speakTo(JSON.parse(reader));
});

const refreshUnread = () => forReader(unreadCount, (count) => {
  unread = count ?? unread;
  drawHeader();
});

/** Who works for nobody has no work history to look at. */
const findHistory = () => forReader((me) => get(`/api/freelancers/${encodeURIComponent(me)}/work-history?limit=1`), (history) => {
  hasHistory = history?.items.length > 0;
  drawHeader();
});

function signedIn() {
  signInAgain = false;
  sessionStorage.setItem(USER, session.userId);
  startListening();
  if (location.hash.length > 2) route();
  else location.hash = "#/contracts";
}

function startListening() {
  stopListening?.();
  stopListening = listen((message) => {
    const read = () => markRead(message.messageId).then(refreshUnread, () => {});
    toast(message.text, `#/contracts/${encodeURIComponent(message.contractId)}`, read);
    refreshUnread();
    refresh();
  });
  learnReader();
  refreshUnread();
  findHistory();
}

function signOut() {
  stopListening?.();
  session.token = null;
  sessionStorage.removeItem(USER);
  sessionStorage.removeItem(READER);
  speakTo({});
  unread = 0;
  hasHistory = false;
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

onUnauthenticated(async (userId) => {
  const user = sessionStorage.getItem(USER);
  if (demo.on && user) return demoToken(user);

  if (signInAgain) return null;
  stopListening?.();
  keepDraft(document.getElementById("view"), userId);
  signInAgain = true;
  route();
  return null;
});

/** What comes after the # is the reader's place: this link leaves it as it is. */
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("view").focus();
});

onDrawn(drawHeader);
addEventListener("hashchange", route);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
setInterval(() => { if (!document.hidden) redraw(); }, TICK);
speakTo(JSON.parse(sessionStorage.getItem(READER) ?? "{}"));
await startDemo(() => {
  refreshUnread();
  refresh();
});
if (session.token) startListening();
await route();
