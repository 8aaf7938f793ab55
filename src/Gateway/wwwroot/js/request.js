// The freelancer asks for feedback.

import { h, toast } from "./dom.js";
import { failure, sending, textWithCounter } from "./sending.js";
import { duration, instantOf, lengthOf } from "./words.js";

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
      toast(`${contract.clientName} was asked and has until ${instantOf(made.expiresAt)}.`);
    });
  };
  const written = (event) => {
    request.text = event.currentTarget.value;
    request.mended();
  };
  return h("form", { class: "card", key: "requesting", novalidate: true, onsubmit: submit },
    h("h2", null, "Request feedback"),
    h("p", { class: "muted" }, `${contract.clientName} gets an email and a message`, policy ? `, and has ${duration(policy.requestWindow)} to answer.` : "."),
    textWithCounter({ id: "message", label: "A note to the client", optional: true, rows: "3", max, text: request.text, oninput: written }),
    h("div", { class: "errors" }, failure(request.problem)),
    h("button", { class: "primary", name: "submit" }, "Request feedback"));
}
