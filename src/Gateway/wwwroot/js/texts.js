// The page's own texts, and how dates and numbers are written, in the reader's language and time zone: those of the reader's profile
// where it is known, and the browser's otherwise. What users wrote stays as it is.

import de from "./texts-de.js";
import en from "./texts-en.js";
import es from "./texts-es.js";

const LANGUAGES = { en, de, es };
const DEFAULT = "en-GB";

let texts = en;
let plural = null;

/** Writes dates and numbers. */
export const formats = {};

/** Speaks the language of the reader's profile, or else the browser's. */
export function speak({ locale, timeZone } = {}) {
  const chosen = [locale, ...navigator.languages].map(tagOf).find((tag) => tag && languageOf(tag) in LANGUAGES) ?? DEFAULT;
  const day = { day: "numeric", month: "short", year: "numeric", timeZone: zoneOf(timeZone) };
  texts = LANGUAGES[languageOf(chosen)];
  plural = new Intl.PluralRules(chosen);
  Object.assign(formats, {
    date: new Intl.DateTimeFormat(chosen, day),
    instant: new Intl.DateTimeFormat(chosen, { ...day, hour: "2-digit", minute: "2-digit", timeZoneName: "short" }),
    // Swedish writes dates as ISO 8601 does, for fields and calculations.
    day: new Intl.DateTimeFormat("sv-SE", { timeZone: day.timeZone, year: "numeric", month: "2-digit", day: "2-digit" }),
    clock: new Intl.DateTimeFormat("sv-SE", {
      timeZone: day.timeZone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
    }),
    relative: new Intl.RelativeTimeFormat(chosen, { numeric: "always" }),
    number: new Intl.NumberFormat(chosen),
    score: new Intl.NumberFormat(chosen, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    list: new Intl.ListFormat(chosen, { type: "conjunction" }),
    amountOf: (unit) => new Intl.NumberFormat(chosen, { style: "unit", unit, unitDisplay: "long" }),
  });
  document.documentElement.lang = languageOf(chosen);
}

const languageOf = (tag) => tag.split("-")[0];

/** The tag as Intl takes it; null for what is no language tag. English of no country is Britain's, like that of the emails. */
function tagOf(tag) {
  try {
    return tag && Intl.getCanonicalLocales(tag === "en" ? DEFAULT : tag)[0];
  } catch {
    return null;
  }
}

/** The time zone as Intl takes it; undefined, which is the browser's, where it isn't known or the browser doesn't know it. */
function zoneOf(timeZone) {
  try {
    return new Intl.DateTimeFormat(DEFAULT, { timeZone: timeZone ?? undefined }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

export const has = (key) => Object.hasOwn(texts, key);

/** The text of that name, with the values in the place of its placeholders. Its form is the one for the number "count". */
export const t = (key, values) => parts(key, values).join("");

/** The same for values that are elements: the text's parts, in order. */
export function parts(key, values = {}) {
  const text = texts[key];
  if (text === undefined) throw new Error(`There is no text "${key}".`);

  const form = typeof text === "string" ? text : text[plural.select(values.count)] ?? text.other;
  return form.split(/\{(\w+)\}/).map((part, index) => (index % 2 === 0 ? part : inWords(values[part])));
}

/** The text for a value of the API; the value itself where there is none, as when a service is newer than the page. */
export function word(kind, value, values) {
  const key = `${kind}.${value}`;
  return has(key) ? t(key, values) : value;
}

const inWords = (value) => (typeof value === "number" ? formats.number.format(value) : value);

speak();
