// Demo mode: people to sign in as, a clock to move, and the mail that went out.

import { get, post } from "./api.js";
import { busy, h, problemNotice, toast, view } from "./dom.js";
import { instantOf, relative, setNames, setNow, now } from "./words.js";

export const people = [
  { id: "u-maria", name: "Maria Rossi", does: "Client" },
  { id: "u-james", name: "James Okafor", does: "Client" },
  { id: "u-lena", name: "Lena Schmidt", does: "Client" },
  { id: "u-ana", name: "Ana Petrova", does: "Freelancer" },
  { id: "u-bilal", name: "Bilal Haddad", does: "Freelancer" },
  { id: "u-chen", name: "Chen Wei", does: "Freelancer" },
];

const STEPS = [["1 day", "1.00:00:00"], ["14 days", "14.00:00:00"], ["30 days", "30.00:00:00"]];

export const demo = { on: false };

/** Finds out whether this is demo mode. */
export async function startDemo(onMoved) {
  const clock = await get("/demo/clock").catch(() => null);
  demo.on = clock !== null;
  if (!demo.on) return;

  setNow(clock.now);
  setNames([...people.map((person) => [person.id, person.name]), ["a-northwind", "Northwind"]]);
  document.getElementById("demo").hidden = false;
  drawBar(onMoved);
  setInterval(drawTime, 1000);
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
  document.getElementById("demo").replaceChildren(
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
export async function showMail() {
  let mails;
  try {
    const answer = await get("/demo/mail");
    mails = answer.items ?? answer;
  } catch (error) {
    return view("Mail", h("h1", null, "Mail"), problemNotice(error.problem));
  }

  const letter = h("article", { class: "letter", "aria-live": "polite" });
  const open = (mail, button) => {
    for (const other of list.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
    letter.replaceChildren(
      h("h2", null, mail.subject),
      h("p", { class: "muted" }, `To ${mail.to} · ${instantOf(mail.at)}`),
      h("iframe", { class: "letter-body", sandbox: "allow-popups", title: mail.subject, srcdoc: openingOutside(mail.html) }));
  };
  const list = h("ul", { class: "mails" }, mails.map((mail) => h("li", null,
    h("button", { type: "button", class: "mail", onclick: (event) => open(mail, event.currentTarget) },
      h("strong", null, mail.subject), h("span", null, mail.to), h("span", { class: "muted" }, relative(mail.at))))));

  list.querySelector("button")?.click();
  return view("Mail",
    h("div", { class: "title" }, h("h1", null, "Mail"), h("p", { class: "muted" }, "Every email that went out, newest first. In production these go to an SMTP server.")),
    mails.length === 0 ? h("p", { class: "empty" }, "No mail yet. Ask for feedback, and the client gets one.") : h("div", { class: "mailbox" }, list, letter));
}

/** Links of a letter lead to a page of their own, not into its frame. */
const openingOutside = (html) => html.replace(/<head>/i, '<head><base target="_blank">');
