// Says instants, people and reasons in words.

// Every time that a person reads carries its zone: the reader's own.
const DATE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
const INSTANT = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
});
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "always" });

// Each unit, its length, and how far away an instant has to be to be told in it.
const UNITS = [["year", 31536e6, 63072e6], ["month", 2592e6, 5184e6], ["day", 864e5, 864e5], ["hour", 36e5, 36e5], ["minute", 6e4, 6e4]];

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
    if (id) names.set(id, value);
    else rememberNames(value);
  }
}

export const nameOf = (id) => names.get(id) ?? id;

export const initials = (id) => nameOf(id).replace(/[^\p{L}\p{N} ]/gu, " ").trim().split(/\s+/)
  .map((word) => [...word][0] ?? "").slice(0, 2).join("").toUpperCase() || "?";

export const date = (instant) => DATE.format(new Date(instant));

export const instantOf = (instant) => INSTANT.format(new Date(instant));

export const isPast = (instant) => new Date(instant) <= now();

export function relative(instant) {
  const distance = new Date(instant) - now();
  for (const [unit, length, from] of UNITS) {
    if (Math.abs(distance) >= from) return RELATIVE.format(Math.round(distance / length), unit);
  }
  return distance > 0 ? "in a moment" : "just now";
}

/** "9 days left" */
export function left(instant) {
  const distance = new Date(instant) - now();
  const [unit, length] = UNITS.find(([unit, , from]) => unit !== "month" && unit !== "year" && distance >= from) ?? [];
  return unit ? `${count(Math.floor(distance / length), unit)} left` : "less than a minute left";
}

/** "12 Mar 2026, 14:05 CET (in 9 days)" */
export const until = (instant) => `${instantOf(instant)} (${relative(instant)})`;

/** A duration of the API, such as P30D, in words. */
export function duration(text) {
  const [, days, hours, minutes, seconds] = text.match(/^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/) ?? [];
  return [[days, "day"], [hours, "hour"], [minutes, "minute"], [seconds, "second"]]
    .filter(([number]) => Number(number) > 0).map(([number, unit]) => count(Number(number), unit)).join(" ");
}

export const count = (number, unit) => `${number.toLocaleString("en-GB")} ${unit}${number === 1 ? "" : "s"}`;

/** The length as the API counts it, in Unicode characters. */
export const lengthOf = (text) => [...text].length;

/** When all reasons are over, if that can be known. */
export function openFrom(reasons) {
  const ends = reasons.map((reason) => reason.endsAt);
  return ends.length > 0 && ends.every(Boolean) ? ends.reduce((latest, end) => (new Date(end) > new Date(latest) ? end : latest)) : null;
}

const WHAT_ENDS_IT = {
  "no-recent-payment": "Ends with the next payment.",
  "not-in-rollout": "It opens as the rollout goes on.",
};

export const endOf = (reason) => (reason.endsAt ? `Until ${until(reason.endsAt)}.` : WHAT_ENDS_IT[reason.code] ?? "");

/** A reason from the reader's side. */
export function reasonOf(reason, contract, isClient, policy) {
  const client = isClient ? "You" : contract.clientName;
  const within = (member) => (policy ? ` in the last ${duration(policy[member])}` : " lately");
  switch (reason.code) {
    case "no-recent-payment": return `${client} made no payment on this contract${within("paymentWindow")}.`;
    case "recent-feedback": return `${client} gave feedback on this contract${within("feedbackInterval")}.`;
    case "request-pending": return isClient ? reason.detail : `Your request already waits for ${client}.`;
    case "not-in-rollout": return "Asking for feedback is not open to you yet.";
    default: return reason.detail;
  }
}
