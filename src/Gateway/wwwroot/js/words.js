// Says instants, people and reasons in words.

import { formats, has, t } from "./texts.js";

// Each unit, its length, and how far away an instant has to be to be told in it.
const UNITS = [["year", 31536e6, 63072e6], ["month", 2592e6, 5184e6], ["day", 864e5, 864e5], ["hour", 36e5, 36e5], ["minute", 6e4, 6e4]];

const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/;

let offset = 0;
const names = new Map();

/** The service's clock may be ahead of this computer's: the demo moves it. */
export const setNow = (instant) => { offset = new Date(instant) - Date.now(); };

export const now = () => new Date(Date.now() + offset);

/** Remembers the names in a response: each member that ends in "Name" belongs to the id beside it. */
export function rememberNames(content) {
  if (content === null || typeof content !== "object") return;

  for (const [member, value] of Object.entries(content)) {
    const id = member.endsWith("Name") && content[`${member.slice(0, -4)}Id`];
    if (!id) rememberNames(value);
    else if (value !== id) names.set(id, value); // Where the API knows no name, the id stands for it.
  }
}

export const nameOf = (id) => names.get(id) ?? id;

export const initials = (id) => nameOf(id).replace(/[^\p{L}\p{N} ]/gu, " ").trim().split(/\s+/)
  .map((word) => [...word][0] ?? "").slice(0, 2).join("").toUpperCase() || "?";

export const date = (instant) => formats.date.format(new Date(instant));

/** An instant with its zone: the reader's own. */
export const instantOf = (instant) => formats.instant.format(new Date(instant));

export const isPast = (instant) => new Date(instant) <= now();

export function relative(instant) {
  const distance = new Date(instant) - now();
  for (const [unit, length, from] of UNITS) {
    if (Math.abs(distance) >= from) return formats.relative.format(Math.round(distance / length), unit);
  }
  return t(distance > 0 ? "time.soon" : "time.just-now");
}

/** "9 days left" */
export function left(instant) {
  const distance = new Date(instant) - now();
  const [unit, length] = UNITS.find(([unit, , from]) => unit !== "month" && unit !== "year" && distance >= from) ?? [];
  if (!unit) return t("time.almost-over");

  const count = Math.floor(distance / length);
  return t("time.left", { count, time: amount(count, unit) });
}

/** "12 Mar 2026, 14:05 CET (in 9 days)" */
export const until = (instant) => t("time.until", { time: instantOf(instant), relative: relative(instant) });

/** "12 Mar 2026, 9 days ago" */
export const dateWithDistance = (instant) => t("time.on", { date: date(instant), relative: relative(instant) });

/** A duration of the API, such as P30D, in words. */
export function duration(text) {
  const [, days, hours, minutes, seconds] = text.match(DURATION) ?? [];
  return [[days, "day"], [hours, "hour"], [minutes, "minute"], [seconds, "second"]]
    .filter(([number]) => Number(number) > 0).map(([number, unit]) => amount(Number(number), unit)).join(" ");
}

/** "9 days" */
export const amount = (number, unit) => formats.amountOf(unit).format(number);

/** The length of a duration of the API, in milliseconds. */
export function lengthIn(text) {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = text.match(DURATION) ?? [];
  return days * 864e5 + hours * 36e5 + minutes * 6e4 + seconds * 1e3;
}

/** The day that it is for the reader, as a field of a date holds it: 2026-03-12. */
export const dayOf = (instant) => formats.day.format(new Date(instant));

/** The next day. */
export const dayAfter = (day) => new Date(Date.parse(`${day}T00:00:00Z`) + 864e5).toISOString().slice(0, 10);

/** The instant at which a day begins for the reader, in UTC. Where clocks skip midnight, it is when they go on. */
export function startOf(day) {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  let instant = midnight;
  for (let step = 0; step < 2; step++) instant += midnight - clockOf(instant);
  if (dayOf(instant) < day) instant += 36e5;
  return new Date(instant).toISOString();
}

/** What the reader's clock shows at that instant, as if it were UTC. */
const clockOf = (instant) => Date.parse(`${formats.clock.format(new Date(instant)).replace(", ", "T")}Z`);

/** A score with both decimals. */
export const score = (number) => formats.score.format(Number(number));

export const listed = (texts) => formats.list.format(texts);

/** The length as the API counts it, in Unicode characters. */
export const lengthOf = (text) => [...text].length;

/** When all reasons are over, if that can be known. */
export function openFrom(reasons) {
  const ends = reasons.map((reason) => reason.endsAt);
  return ends.length > 0 && ends.every(Boolean) ? ends.reduce((latest, end) => (new Date(end) > new Date(latest) ? end : latest)) : null;
}

/** When a reason ends, or what ends it. */
export function endOf({ code, endsAt }) {
  if (endsAt) return t("reason.until", { until: until(endsAt) });

  return has(`reason.end.${code}`) ? t(`reason.end.${code}`) : "";
}

// The reasons that have to do with a length of the rules, and its name in the policy.
const LENGTHS = { "contract-too-young": "minimumContractAge", "no-recent-payment": "paymentWindow", "recent-feedback": "feedbackInterval" };

/** A reason from the reader's side; one that the page has no words for, in those of the API. */
export function reasonOf({ code, detail }, contract, isClient, policy) {
  const key = [`reason.${code}.${isClient ? "client" : "freelancer"}`, `reason.${code}`].find(has);
  if (!key) return detail;

  const time = policy && LENGTHS[code] && duration(policy[LENGTHS[code]]);
  return t(time ? `${key}.policy` : key, { name: contract.clientName, time });
}

/** What to call a problem, and what to say about it; one that the page has no words for, in those of the API. */
export function inWords(problem) {
  const kind = `problem.${problem.type?.split(":").at(-1)}`;
  const detail = [`${kind}.${problem.limit}`, `${kind}.detail`].find(has);
  return {
    title: has(kind) ? t(kind) : problem.title ?? t("problem.failed"),
    detail: detail ? t(detail, { status: problem.status }) : problem.detail ?? "",
  };
}
