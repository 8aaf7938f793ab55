// Demo mode: people to sign in as, a clock to move, and the mail that went out.

import { get, post } from "./api.js";
import { busy, h, render, toast, view } from "./dom.js";
import { demoMode } from "./mode.js";
import { redraw } from "./screen.js";
import { t } from "./texts.js";
import { amount, instantOf, relative, setNow, now } from "./words.js";

export const people = [
  { id: "u-maria", name: "Maria Rossi", role: "client" },
  { id: "u-james", name: "James Okafor", role: "client" },
  { id: "u-lena", name: "Lena Schmidt", role: "client" },
  { id: "u-ana", name: "Ana Petrova", role: "freelancer" },
  { id: "u-bilal", name: "Bilal Haddad", role: "freelancer" },
  { id: "u-chen", name: "Chen Wei", role: "freelancer" },
];

/** Who may open the operators' page. */
export const operators = [{ id: "u-olga", name: "Olga Novak", role: "ops", roles: ["ops"] }];

// In days.
const STEPS = [1, 14, 30];

const LOOK_AT_CLOCK = 5000;
const LOOK_AT_SEEDING = 500;
const MOVED = 10_000;

export const demo = { on: demoMode, seeding: false };

let moved = () => {};

/** In demo mode, shows the bar and follows the clock. */
export async function startDemo(onMoved) {
  if (!demo.on) return;

  moved = onMoved;
  take(await get("/demo/clock").catch(() => ({ now: now() })));
  document.getElementById("demo").hidden = false;
  drawBar();
  setInterval(drawTime, 1000);
  keepLooking();
}

const keepLooking = () => setTimeout(() => lookAtClock().finally(keepLooking), demo.seeding ? LOOK_AT_SEEDING : LOOK_AT_CLOCK);

/** Another tab or another person may have moved the clock. */
async function lookAtClock() {
  if (document.hidden) return;

  const clock = await get("/demo/clock").catch(() => null);
  if (clock === null || (demo.seeding === Boolean(clock.seeding) && Math.abs(new Date(clock.now) - now()) < MOVED)) return;

  take(clock);
  drawTime();
  moved();
}

function take(clock) {
  setNow(clock.now);
  demo.seeding = Boolean(clock.seeding);
}

export async function demoToken(userId, roles = []) {
  return (await post("/demo/token", { sub: userId, roles })).accessToken;
}

/** Draws the bar at the top, which stays whatever view is open. */
export function drawBar() {
  const advance = (days) => h("button", {
    type: "button",
    key: `${days}`,
    title: t("demo.move-by", { time: amount(days, "day") }),
    onclick: (event) => busy(event.currentTarget, () => move(days)),
  }, `+${amount(days, "day")}`);
  document.getElementById("demo").setAttribute("aria-label", t("demo"));
  render(document.getElementById("demo"),
    h("span", { class: "demo-name" }, t("demo")),
    h("time", { class: "demo-time", id: "demo-time" }),
    h("span", { class: "demo-buttons", role: "group", "aria-label": t("demo.move") }, STEPS.map(advance)),
    h("a", { class: "demo-mail", href: "/#/mail" }, t("demo.mail")));
  drawTime();
}

function drawTime() {
  document.getElementById("demo-time").textContent = instantOf(now());
}

async function move(days) {
  try {
    setNow((await post("/demo/clock/advance", { by: `${days}.00:00:00` })).now);
    toast(t("demo.moved", { time: amount(days, "day") }));
  } catch (error) {
    toast(error.message);
  }
  drawTime();
  moved();
}

/** What the development mail sink took. */
export function mailView() {
  let chosen = null;
  const choose = (mail) => {
    chosen = mail.messageId;
    redraw();
  };
  return {
    name: () => t("demo.mail"),
    load: async () => (await get("/demo/mail")).items,
    draw: (mails) => {
      const open = mails.find((mail) => mail.messageId === chosen) ?? mails[0];
      return view(t("demo.mail"),
        h("div", { class: "title" }, h("h1", null, t("demo.mail")), h("p", { class: "muted" }, t("demo.mail.lead"))),
        open
          ? h("div", { class: "mailbox" }, h("ul", { class: "mails" }, mails.map((mail) => mailItem(mail, mail === open, choose))), letter(open))
          : h("p", { class: "empty" }, t("demo.mail.none")));
    },
  };
}

const mailItem = (mail, current, choose) => h("li", { key: mail.messageId },
  h("button", { type: "button", class: "mail", "aria-current": current ? "true" : null, onclick: () => choose(mail) },
    h("strong", null, mail.subject), h("span", null, mail.to), h("span", { class: "muted" }, relative(mail.at))));

const letter = (mail) => h("article", { class: "letter", "aria-live": "polite" },
  h("h2", null, mail.subject),
  h("p", { class: "muted" }, t("demo.mail.to", { address: mail.to, time: instantOf(mail.at) })),
  h("iframe", { class: "letter-body", key: mail.messageId, sandbox: "allow-popups", title: mail.subject, srcdoc: openingOutside(mail.html) }));

/** Links of a letter lead to a page of their own, not into its frame. */
const openingOutside = (html) => html.replace(/<style>.*?<\/style>/is, "").replace(/<head>/i, '<head><base target="_blank">');
