// Starts the operators' page: who is signed in, and where they are. It speaks English.

import { onUnauthenticated, session } from "../api.js";
import { demo, demoToken, operators, startDemo } from "../demo.js";
import { h, render, view } from "../dom.js";
import { onDrawn, openView, redraw, refresh } from "../screen.js";
import { signInView } from "../signin.js";
import { speak, t } from "../texts.js";
import { initials, nameOf, rememberNames } from "../words.js";
import { forgetOutcome } from "./actions.js";
import { deliveriesView } from "./deliveries.js";
import { errorsView, errorView } from "./errors.js";
import { parkedView } from "./parked.js";
import { rolloutView } from "./rollout.js";
import { reportsView } from "./reports.js";
import { signalsView } from "./signals.js";
import { statusView } from "./status.js";
import { storyView } from "./story.js";
import { webhooksView } from "./webhooks.js";

const TICK = 1000;
const LANGUAGE = "en-GB";

let signInAgain = false;
let tab = null;

const routes = [
  [/^#\/status$/, statusView],
  [/^#\/story(?:\/(.+))?$/, storyView],
  [/^#\/errors$/, errorsView],
  [/^#\/errors\/([^/]+)\/(.+)$/, errorView],
  [/^#\/parked$/, parkedView],
  [/^#\/rollout$/, rolloutView],
  [/^#\/deliveries(?:\?(.*))?$/, deliveriesView],
  [/^#\/reports(?:\?(.*))?$/, reportsView],
  [/^#\/webhooks(?:\?(.*))?$/, webhooksView],
  [/^#\/signals(?:\?(.*))?$/, signalsView],
];

const TABS = [["status", "Status"], ["story", "Story"], ["errors", "Errors"], ["parked", "Parked"], ["deliveries", "Deliveries"], ["rollout", "Rollout"], ["reports", "Reports"], ["signals", "Signals"], ["webhooks", "Webhooks"]];

async function route() {
  drawHeader();
  const found = routes.map(([pattern, open]) => ({ match: location.hash.match(pattern), open })).find(({ match }) => match);
  if (!found && session.token) {
    location.replace("#/status");
    return;
  }
  if (!session.token) {
    tab = null;
    await openView(signInView(signedIn, signInAgain, {
      people: operators,
      title: "Operations",
      lead: "How the product stands, what happened to a request, and what stopped. For the role ops.",
    }));
    return;
  }

  const [, ...parts] = found.match;
  const opened = location.hash.split(/[/?]/)[1];
  if (opened !== tab) forgetOutcome();
  tab = opened;
  await openView(forOperators(found.open(...parts.map((part) => part && decode(part)))));
}

/** Whoever lacks the role is told so. */
const forOperators = (inner) => ({
  ...inner,
  async load() {
    try {
      return await inner.load();
    } catch (error) {
      if (error.problem?.status !== 403) throw error;
      return { forbidden: true };
    }
  },
  lookAgain: (data) => (data.forbidden ? null : inner.lookAgain?.(data)),
  draw: (data) => (data.forbidden ? forbidden() : inner.draw(data)),
});

const forbidden = () => view("Not allowed",
  h("div", { class: "title" }, h("h1", null, "Not allowed")),
  h("p", { class: "notice bad", role: "alert" }, "This page is for the role ops, and your token lacks it."),
  h("p", null, h("a", { href: "/" }, "To the contracts"), ", or sign in as somebody else."));

function drawHeader() {
  const me = session.userId;
  render(document.getElementById("header"),
    h("a", { class: "brand", href: "#/status" }, h("img", { src: "/favicon.svg", alt: "", width: "28", height: "28" }), "Operations"),
    me ? [
      h("nav", { "aria-label": t("nav.main") }, TABS.map(([name, text]) =>
        h("a", { key: name, href: `#/${name}`, "aria-current": location.hash.startsWith(`#/${name}`) ? "page" : null }, text))),
      h("div", { class: "me" },
        h("span", { class: "avatar", "aria-hidden": "true" }, initials(me)),
        h("span", { class: "me-name" }, nameOf(me)),
        h("button", { type: "button", class: "small", onclick: signOut }, t("sign-out"))),
    ] : null);
}

function signedIn() {
  signInAgain = false;
  if (location.hash.length > 2) route();
  else location.hash = "#/status";
}

function signOut() {
  session.token = null;
  forgetOutcome();
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
  const operator = demo.on && operators.find(({ id }) => id === userId);
  if (operator) return demoToken(operator.id, operator.roles);

  if (!signInAgain) {
    signInAgain = true;
    route();
  }
  return null;
});

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("view").focus();
});

speak({ locale: LANGUAGE });
for (const { id, name } of demo.on ? operators : []) rememberNames({ userId: id, userName: name });
onDrawn(drawHeader);
addEventListener("hashchange", route);

// How old the figures are changes by the second.
setInterval(() => { if (!document.hidden && tab === "status") redraw(); }, TICK);
document.addEventListener("visibilitychange", () => { if (!document.hidden && tab === "status") refresh(); });
await startDemo(() => { if (tab === "status") refresh(); });
await route();
