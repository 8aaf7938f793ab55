// How one piece of feedback looks, in the contract room and in a work history.

import { h } from "./dom.js";
import { date, instantOf, relative } from "./words.js";

export const RATINGS = [
  ["skills", "Skills"],
  ["quality", "Quality"],
  ["availability", "Availability"],
  ["deadlines", "Deadlines"],
  ["communication", "Communication"],
  ["cooperation", "Cooperation"],
];

export const STARS = [[1, "Poor"], [2, "Fair"], [3, "Good"], [4, "Very good"], [5, "Excellent"]];

export const wordOf = (rating) => STARS.find(([value]) => value === rating)?.[1] ?? "";

export function feedbackCard(feedback) {
  const mid = feedback.kind === "mid-contract";
  return h("article", { class: `card feedback ${feedback.kind}`, key: feedback.feedbackId },
    h("header", null,
      scoreBadge(feedback.score),
      h("div", null,
        h("p", { class: "byline" }, h("strong", null, feedback.authorName), " about ", feedback.recipientName),
        h("p", { class: "muted" }, h("time", { datetime: feedback.providedAt, title: instantOf(feedback.providedAt) }, `${date(feedback.providedAt)}, ${relative(feedback.providedAt)}`))),
      h("span", { class: `pill ${mid ? "green" : "blue"}` }, mid ? "Mid-contract" : "End of contract")),
    feedback.comment ? h("blockquote", null, feedback.comment) : null,
    feedback.ratings ? ratingList(feedback.ratings) : null,
    h("p", { class: "footnote" }, feedback.countsTowardJobSuccessScore ? "Counts toward the Job Success Score." : feedback.requestId ? "Asked for." : "Given unasked."));
}

export const scoreBadge = (score) => h("p", { class: "score", role: "img", "aria-label": `Score ${Number(score).toFixed(2)} of 5` },
  h("span", null, Number(score).toFixed(2)), h("small", null, "of 5"));

export function ratingList(ratings) {
  return h("dl", { class: "ratings" }, RATINGS.map(([name, label]) => h("div", { key: name },
    h("dt", null, label),
    h("dd", null, h("span", { class: "meter", role: "img", "aria-label": `${ratings[name]} of 5, ${wordOf(ratings[name])}` },
      [1, 2, 3, 4, 5].map((step) => h("i", { class: step <= ratings[name] ? "on" : null })))))));
}
