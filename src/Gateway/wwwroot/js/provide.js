// The client gives feedback: six ratings and a comment, a look at what comes of them, and then for good.

import { h, toast } from "./dom.js";
import { nameOfRating, RATINGS, ratingList, scoreBadge, STARS, wordOf } from "./feedback.js";
import { redraw } from "./screen.js";
import { failure, sending, textWithCounter } from "./sending.js";
import { t } from "./texts.js";
import { lengthOf, listed, reasonOf } from "./words.js";

export const providing = (path) => Object.assign(sending(`${path}/feedback`), { ratings: {}, missing: [], text: "", preview: null });

export function provideForm({ contract, pendingRequest, policy }, provide) {
  const give = t(pendingRequest ? "provide.answer" : "provide");
  return h("form", { class: "card providing", key: "providing", novalidate: true, onsubmit: (event) => submit(event, contract, policy, provide) },
    h("h2", null, t(pendingRequest ? "provide.your-answer" : "provide")),
    h("div", { class: "fields", hidden: provide.preview !== null, key: "fields" },
      h("p", { class: "muted" }, t("provide.public", { name: contract.freelancerName })),
      RATINGS.map((name) => stars(name, provide)),
      textWithCounter({
        id: "comment", label: t("provide.comment"), optional: true, rows: "5", max: policy?.commentMaxLength, text: provide.text,
        oninput: (event) => {
          provide.text = event.currentTarget.value;
          provide.mended();
        },
      })),
    provide.preview ? preview(provide) : null,
    h("div", { class: "errors" }, provide.missing.length > 0 ? missingNotice(provide.missing) : failure(provide.problem, (reason) => reasonOf(reason, contract, true, policy))),
    h("div", { class: "row" },
      h("button", { class: "primary", name: "submit" }, provide.preview ? give : t("provide.preview")),
      provide.preview ? h("button", { type: "button", key: "edit", onclick: (event) => edit(event, provide) }, t("provide.change")) : null));
}

function submit(event, contract, policy, provide) {
  event.preventDefault();
  const form = event.currentTarget;
  const { comment } = form.elements;
  if (provide.preview) {
    provide.send(form.elements.submit, provide.preview.body, () => {
      Object.assign(provide, { ratings: {}, text: "", preview: null });
      toast(t("provide.thanks", { name: contract.freelancerName }));
    });
    return;
  }

  const chosen = new FormData(form);
  provide.missing = RATINGS.filter((name) => !chosen.has(name));
  if (provide.missing.length > 0) {
    redraw();
    form.querySelector(`input[name=${provide.missing[0]}]`).focus();
  } else if (policy && lengthOf(comment.value) > policy.commentMaxLength) {
    comment.focus();
  } else {
    const ratings = Object.fromEntries(RATINGS.map((name) => [name, Number(chosen.get(name))]));
    provide.preview = { body: { ratings, comment: comment.value.trim() || null }, score: scoreOf(ratings, policy?.ratingWeights) };
    provide.mended();
    document.getElementById("preview").focus();
  }
}

function edit(event, provide) {
  const { form } = event.currentTarget;
  provide.preview = null;
  provide.mended();
  form.elements.comment.focus();
}

/** The weighted mean, rounded half up to two decimals, as the service takes it (R22); null where the weights are not known. */
export function scoreOf(ratings, weights) {
  if (!weights) return null;

  const sum = (of) => RATINGS.reduce((total, name) => total + of(name), 0);
  const mean = sum((name) => ratings[name] * weights[name]) / sum((name) => weights[name]);
  return Math.floor(mean * 100 + 0.5 + 1e-9) / 100;
}

const preview = ({ preview: { body, score } }) => h("div", { class: "preview", key: "preview" },
  h("h3", { id: "preview", tabindex: "-1" }, t("provide.everyone")),
  h("div", { class: "preview-score" }, score === null ? null : scoreBadge(score), h("p", { class: "muted" }, t("provide.for-good"))),
  body.comment ? h("blockquote", null, body.comment) : null,
  ratingList(body.ratings));

const missingNotice = (missing) => h("p", { class: "notice bad", role: "alert", id: "missing" },
  t("provide.missing", { ratings: listed(missing.map(nameOfRating)) }));

function stars(name, provide) {
  const missing = provide.missing.includes(name);
  const chosen = provide.ratings[name];
  const choose = (event) => {
    provide.ratings[name] = Number(event.target.value);
    provide.missing = provide.missing.filter((other) => other !== name);
    provide.mended();
  };
  return h("fieldset", {
    class: "stars", id: `rating-${name}`, role: "radiogroup", "aria-required": "true", "aria-invalid": missing ? "true" : null,
    "aria-describedby": missing ? "missing" : null, onchange: choose,
  },
    h("legend", null, nameOfRating(name)),
    h("span", { class: "word", "aria-hidden": "true" }, chosen ? `${chosen} · ${wordOf(chosen)}` : t("provide.unrated")),
    h("div", null, STARS.map((value) => h("label", { title: `${value}: ${wordOf(value)}` },
      h("input", { type: "radio", name, value: String(value), checked: chosen === value }),
      star(),
      h("span", { class: "hidden" }, `${value}, ${wordOf(value)}`)))));
}

const star = () => h("svg", { class: "star", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
  h("path", { d: "M12 2.6l2.9 5.9 6.5.9-4.7 4.6 1.1 6.5-5.8-3.1-5.8 3.1 1.1-6.5-4.7-4.6 6.5-.9z" }));
