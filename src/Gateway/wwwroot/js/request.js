// The freelancer asks for feedback.

import { h, toast } from "./dom.js";
import { failure, sending, textWithCounter } from "./sending.js";
import { t } from "./texts.js";
import { duration, instantOf, lengthOf, reasonOf } from "./words.js";

export const requesting = (path) => Object.assign(sending(`${path}/feedback-requests`), { text: "" });

export function requestForm({ contract, policy }, request) {
  const max = policy?.messageMaxLength;
  const submit = (event) => {
    event.preventDefault();
    const { message, submit } = event.currentTarget.elements;
    if (max && lengthOf(message.value) > max) {
      message.focus();
      return;
    }

    request.send(submit, { message: message.value.trim() || null }, (made) => {
      request.text = "";
      toast(t("request.made", { name: contract.clientName, until: instantOf(made.expiresAt) }));
    });
  };
  const written = (event) => {
    request.text = event.currentTarget.value;
    request.mended();
  };
  return h("form", { class: "card", key: "requesting", novalidate: true, onsubmit: submit },
    h("h2", null, t("request")),
    h("p", { class: "muted" }, policy
      ? t("request.lead.policy", { name: contract.clientName, time: duration(policy.requestWindow) })
      : t("request.lead", { name: contract.clientName })),
    textWithCounter({ id: "message", label: t("request.note"), optional: true, rows: "3", max, text: request.text, oninput: written }),
    h("div", { class: "errors" }, failure(request.problem, (reason) => reasonOf(reason, contract, false, policy))),
    h("button", { class: "primary", name: "submit" }, t("request")));
}
