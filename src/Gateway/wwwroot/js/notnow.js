// The client would rather answer later. No reason is asked, and a date is optional.

import { h, toast } from "./dom.js";
import { failure, sending } from "./sending.js";
import { t } from "./texts.js";
import { dayAfter, dayOf, instantOf, lengthIn, now, reasonOf, startOf } from "./words.js";

export const decliningOf = (path) => {
  const states = new Map();
  return (requestId) => {
    if (!states.has(requestId)) states.set(requestId, sending(`${path}/feedback-requests/${requestId}/decline`));
    return states.get(requestId);
  };
};

export function notNowForm({ contract, pendingRequest, policy }, declining) {
  const state = declining(pendingRequest.requestId);
  const earliest = dayAfter(dayOf(now()));
  const latest = policy?.longestAskAgain ? dayOf(new Date(now().getTime() + lengthIn(policy.longestAskAgain))) : "";
  const submit = (event) => {
    event.preventDefault();
    const { from, decline } = event.currentTarget.elements;
    state.send(decline, { askAgainFrom: from?.value ? startOf(from.value) : null }, () => toast(t("not-now.done", { name: contract.freelancerName })));
  };
  return h("form", { class: "not-now", key: "not-now", onsubmit: submit },
    h("p", { class: "muted", id: "not-now-lead" }, t("not-now.lead", { name: contract.freelancerName, until: instantOf(pendingRequest.expiresAt) })),
    h("div", { class: "row" },
      latest >= earliest ? h("label", { for: "ask-again-from", key: "label" }, t("not-now.from"), h("span", { class: "muted" }, ` ${t("optional")}`)) : null,
      latest >= earliest ? h("input", { type: "date", id: "ask-again-from", name: "from", key: "from", min: earliest, max: latest, oninput: () => state.mended() }) : null,
      h("button", { name: "decline", "aria-describedby": "not-now-lead" }, t("not-now"))),
    h("div", { class: "errors" }, failure(state.problem, (reason) => reasonOf(reason, contract, true, policy))));
}
