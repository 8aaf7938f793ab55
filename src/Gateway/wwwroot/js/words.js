// Says instants, people and reasons in words.

const DATE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
const INSTANT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "always" });

// Each unit, its length, and how far away an instant has to be to be told in it.
const UNITS = [["year", 31536e6, 63072e6], ["month", 2592e6, 5184e6], ["day", 864e5, 864e5], ["hour", 36e5, 36e5], ["minute", 6e4, 6e4]];

let offset = 0;
let names = new Map();

/** The service's clock may be ahead of this computer's: the demo moves it. */
export const setNow = (instant) => { offset = new Date(instant) - Date.now(); };

export const now = () => new Date(Date.now() + offset);

export const setNames = (known) => { names = new Map(known); };

export const nameOf = (id) => names.get(id) ?? id;

export const initials = (id) => nameOf(id).replace(/[^\p{L}\p{N} ]/gu, " ").trim().split(/\s+/)
  .map((word) => word[0] ?? "").slice(0, 2).join("").toUpperCase() || "?";

export const date = (instant) => DATE.format(new Date(instant));

export const instantOf = (instant) => INSTANT.format(new Date(instant));

export function relative(instant) {
  const distance = new Date(instant) - now();
  for (const [unit, length, from] of UNITS) {
    if (Math.abs(distance) >= from) return RELATIVE.format(Math.round(distance / length), unit);
  }
  return distance > 0 ? "in a moment" : "just now";
}

/** "12 Mar 2026, 14:05 (in 9 days)" */
export const until = (instant) => `${instantOf(instant)} (${relative(instant)})`;

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
