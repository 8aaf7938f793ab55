// How one piece of feedback looks, in the contract room and in a work history.

import { h } from "./dom.js";
import { parts, t } from "./texts.js";
import { dateWithDistance, instantOf, score as scoreOf } from "./words.js";

export const RATINGS = ["skills", "quality", "availability", "deadlines", "communication", "cooperation"];

export const STARS = [1, 2, 3, 4, 5];

export const nameOfRating = (name) => t(`rating.${name}`);

export const wordOf = (rating) => t(`star.${rating}`);

/** @param more What follows it. */
export function feedbackCard(feedback, more = null) {
  const mid = feedback.kind === "mid-contract";
  const withheld = feedback.visibility === "visible" ? null : feedback.visibility;
  return h("article", { class: `card feedback ${feedback.kind}`, key: feedback.feedbackId },
    h("header", null,
      feedback.score === null ? h("p", { class: "score", "aria-hidden": "true" }, h("span", null, "–")) : scoreBadge(feedback.score),
      h("div", null,
        h("p", { class: "byline" }, parts("feedback.by", { author: h("strong", null, feedback.authorName), recipient: feedback.recipientName })),
        h("p", { class: "muted" }, h("time", { datetime: feedback.providedAt, title: instantOf(feedback.providedAt) }, dateWithDistance(feedback.providedAt)))),
      h("span", { class: `pill ${mid ? "green" : "blue"}` }, t(mid ? "feedback.mid-contract" : "feedback.end-of-contract"))),
    withheld ? h("p", { class: "withheld" },
      h("span", { class: `pill ${withheld === "held" ? "gold" : "grey"}` }, t(`feedback.is-${withheld}`)), " ", t(`feedback.${withheld}`)) : null,
    feedback.comment ? h("blockquote", null, feedback.comment) : null,
    feedback.ratings ? ratingList(feedback.ratings) : null,
    h("p", { class: "footnote" }, t(feedback.countsTowardJobSuccessScore ? "feedback.counts" : feedback.requestId ? "feedback.asked" : "feedback.unasked")),
    more);
}

export const scoreBadge = (score) => h("p", { class: "score", role: "img", "aria-label": t("score", { score: scoreOf(score) }) },
  h("span", null, scoreOf(score)), h("small", null, t("score.of")));

export function ratingList(ratings) {
  return h("dl", { class: "ratings" }, RATINGS.map((name) => h("div", { key: name },
    h("dt", null, nameOfRating(name)),
    h("dd", null, h("span", { class: "meter", role: "img", "aria-label": t("rating.of", { value: ratings[name], word: wordOf(ratings[name]) }) },
      STARS.map((step) => h("i", { class: step <= ratings[name] ? "on" : null })))))));
}
