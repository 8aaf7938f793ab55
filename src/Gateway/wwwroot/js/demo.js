// Demo mode: people to sign in as, a clock to move, and the mail that went out.

import { get, post } from "./api.js";
import { busy, h, render, toast, view } from "./dom.js";
import { redraw } from "./screen.js";
import { instantOf, relative, setNow, now } from "./words.js";

export const people = [
  { id: "u-maria", name: "Maria Rossi", does: "Client" },
  { id: "u-james", name: "James Okafor", does: "Client" },
  { id: "u-lena", name: "Lena Schmidt", does: "Client" },
  { id: "u-ana", name: "Ana Petrova", does: "Freelancer" },
  { id: "u-bilal", name: "Bilal Haddad", does: "Freelancer" },
  { id: "u-chen", name: "Chen Wei", does: "Freelancer" },
];

const STEPS = [["1 day", "1.00:00:00"], ["14 days", "14.00:00:00"], ["30 days", "30.00:00:00"]];

const LOOK_AT_CLOCK = 5000;
const LOOK_AT_SEEDING = 500;
const MOVED = 10_000;

export const demo = { on: false, seeding: false };

/** Finds out whether this is demo mode. */
export async function startDemo(onMoved) {
  const clock = await get("/demo/clock").catch(() => null);
  demo.on = clock !== null;
  if (!demo.on) return;

  setNow(clock.now);
  demo.seeding = Boolean(clock.seeding);
  document.getElementById("demo").hidden = false;
  drawBar(onMoved);
  setInterval(drawTime, 1000);
  keepLooking(onMoved);
}

const keepLooking = (onMoved) => setTimeout(() => lookAtClock(onMoved).finally(() => keepLooking(onMoved)), demo.seeding ? LOOK_AT_SEEDING : LOOK_AT_CLOCK);

/** Another tab or another person may have moved the clock. */
async function lookAtClock(onMoved) {
  if (document.hidden) return;

  const clock = await get("/demo/clock").catch(() => null);
  if (clock === null || (demo.seeding === Boolean(clock.seeding) && Math.abs(new Date(clock.now) - now()) < MOVED)) return;

  setNow(clock.now);
  demo.seeding = Boolean(clock.seeding);
  drawTime();
  onMoved();
}

export async function demoToken(userId) {
  return (await post("/demo/token", { sub: userId, roles: [] })).accessToken;
}

function drawBar(onMoved) {
  const advance = ([label, by]) => h("button", {
    type: "button",
    title: `Move the clock forward by ${label}`,
    onclick: (event) => busy(event.currentTarget, () => move(by, label, onMoved)),
  }, `+${label}`);
  render(document.getElementById("demo"),
    h("span", { class: "demo-name" }, "Demo"),
    h("time", { class: "demo-time", id: "demo-time" }),
    h("span", { class: "demo-buttons", role: "group", "aria-label": "Move the clock forward" }, STEPS.map(advance)),
    h("a", { class: "demo-mail", href: "#/mail" }, "Mail"));
  drawTime();
}

function drawTime() {
  document.getElementById("demo-time").textContent = instantOf(now());
}

async function move(by, label, onMoved) {
  try {
    setNow((await post("/demo/clock/advance", { by })).now);
    toast(`The clock moved forward by ${label}.`);
  } catch (error) {
    toast(error.message);
  }
  drawTime();
  onMoved();
}

/** What the development mail sink took. */
export function mailView() {
  let chosen = null;
  const choose = (mail) => {
    chosen = mail.messageId;
    redraw();
  };
  return {
    name: "Mail",
    load: async () => (await get("/demo/mail")).items,
    draw: (mails) => {
      const open = mails.find((mail) => mail.messageId === chosen) ?? mails[0];
      return view("Mail",
        h("div", { class: "title" }, h("h1", null, "Mail"), h("p", { class: "muted" }, "Every email that went out, newest first. In production these go to an SMTP server.")),
        open
          ? h("div", { class: "mailbox" }, h("ul", { class: "mails" }, mails.map((mail) => mailItem(mail, mail === open, choose))), letter(open))
          : h("p", { class: "empty" }, "No mail yet. Ask for feedback, and the client gets one."));
    },
  };
}

const mailItem = (mail, current, choose) => h("li", { key: mail.messageId },
  h("button", { type: "button", class: "mail", "aria-current": current ? "true" : null, onclick: () => choose(mail) },
    h("strong", null, mail.subject), h("span", null, mail.to), h("span", { class: "muted" }, relative(mail.at))));

const letter = (mail) => h("article", { class: "letter", "aria-live": "polite" },
  h("h2", null, mail.subject),
  h("p", { class: "muted" }, `To ${mail.to} · ${instantOf(mail.at)}`),
  h("iframe", { class: "letter-body", key: mail.messageId, sandbox: "allow-popups", title: mail.subject, srcdoc: openingOutside(mail.html) }));

/** Links of a letter lead to a page of their own, not into its frame. */
const openingOutside = (html) => html.replace(/<style>.*?<\/style>/is, "").replace(/<head>/i, '<head><base target="_blank">');
