// The Feedback tab of a contract room: what there is, what waits, what the caller may do, and why not.

import { get, session } from "./api.js";
import { h, view } from "./dom.js";
import { feedbackCard } from "./feedback.js";
import { markContractRead } from "./messages.js";
import { provideForm, providing } from "./provide.js";
import { requestForm, requesting } from "./request.js";
import { date, endOf, instantOf, left, openFrom, nameOf, reasonOf, relative, until } from "./words.js";

const UNSETTLED = ["pending", "retrying"];
const LOOK_AGAIN = 5000;

export function roomView(contractId, onRead) {
  const path = `/api/contracts/${encodeURIComponent(contractId)}`;
  const request = requesting(path);
  const provide = providing(path);
  return {
    name: "Contract",
    load: () => get(`${path}/feedback`).catch((error) => {
      if (error.problem?.status === 404) return { missing: true };
      throw error;
    }),
    opened: (tab) => { if (!tab.missing) markContractRead(contractId).then(onRead, () => {}); },
    draw: (tab) => (tab.missing ? missingRoom() : room(tab, request, provide)),
    lookAgain: (tab) => (tab.pendingRequest?.deliveries?.some(({ status }) => UNSETTLED.includes(status)) ? LOOK_AGAIN : null),
  };
}

const missingRoom = () => view("Contract", h("h1", null, "No such contract"),
  h("p", { class: "empty" }, "There is no such contract, or you are not a party to it. ", h("a", { href: "#/contracts" }, "My contracts")));

function room(tab, request, provide) {
  const isClient = tab.contract.clientId === session.userId;
  const action = isClient ? tab.actions.giveFeedback : tab.actions.requestFeedback;
  const waits = tab.pendingRequest && action.reasons.every((reason) => reason.code === "request-pending");
  return view(tab.contract.title,
    roomTitle(tab.contract),
    h("div", { class: "room" },
      h("section", { class: "actions", "aria-label": "What you can do" },
        tab.pendingRequest ? pendingCard(tab.pendingRequest, tab.contract, isClient) : null,
        action.allowed ? (isClient ? provideForm(tab, provide) : requestForm(tab, request)) : null,
        action.allowed || waits ? null : whyNot(tab, action, isClient),
        action.allowed ? null : unsent(isClient ? provide.text : request.text)),
      h("section", { class: "all", "aria-labelledby": "all" },
        h("h2", { id: "all", tabindex: "-1" }, "Feedback on this contract"),
        timeline(tab))));
}

function roomTitle(contract) {
  const fact = (name, value) => h("div", { key: name }, h("dt", null, name), h("dd", null, value));
  return h("div", { class: "title" },
    h("nav", { "aria-label": "Where you are", class: "crumbs" }, h("a", { href: "#/contracts" }, "My contracts")),
    h("h1", null, contract.title),
    h("dl", { class: "facts" },
      fact("Client", contract.clientName),
      fact("Freelancer", h("a", { href: `#/freelancers/${encodeURIComponent(contract.freelancerId)}` }, contract.freelancerName)),
      contract.agencyId ? fact("Agency", h("a", { href: `#/agencies/${encodeURIComponent(contract.agencyId)}` }, contract.agencyName)) : null,
      fact("Started", date(contract.startedAt)),
      contract.endedAt ? fact("Ended", date(contract.endedAt)) : null,
      contract.lastPaymentAt ? fact("Last payment", `${date(contract.lastPaymentAt)}, ${relative(contract.lastPaymentAt)}`) : null));
}

function pendingCard(request, contract, isClient) {
  return h("article", { class: "card pending", key: request.requestId },
    h("h2", { tabindex: "-1", "data-focus": true }, isClient ? `${contract.freelancerName} asks for your feedback` : "Your request is waiting"),
    request.message ? h("blockquote", null, request.message) : null,
    h("p", null, isClient ? "Answer by " : `${contract.clientName} can answer until `, h("strong", null, instantOf(request.expiresAt)), `: ${left(request.expiresAt)}.`),
    h("p", { class: "muted" }, `Asked ${relative(request.requestedAt)}.`),
    request.deliveries?.length ? deliveries(request.deliveries) : null);
}

const deliveries = (all) => h("details", null,
  h("summary", null, "What became of the notices"),
  h("ul", { class: "deliveries" }, all.map((delivery) => h("li", { key: delivery.deliveryId },
    h("span", { class: `dot ${delivery.status}`, "aria-hidden": "true" }),
    `${delivery.channel === "email" ? "Email" : "Message"} to ${nameOf(delivery.recipientId)}: ${delivery.status.replaceAll("-", " ")}, ${relative(delivery.at)}`,
    delivery.reason ? h("span", { class: "muted" }, ` (${delivery.reason})`) : null))));

function whyNot(tab, action, isClient) {
  const ended = action.reasons.some((reason) => reason.code === "contract-ended");
  const opens = openFrom(action.reasons);
  const reasons = ended ? [] : action.reasons;
  return h("div", { class: "card quiet", key: "why-not" },
    h("h2", { tabindex: "-1", "data-focus": true }, isClient ? "Give feedback" : "Request feedback"),
    ended
      ? h("p", { "data-code": "contract-ended" }, h("strong", null, "Closed: the contract has ended."))
      : h("p", null, h("strong", null, opens ? `Possible from ${until(opens)}.` : "Not possible now.")),
    reasons.length > 0 ? h("ul", { class: "reasons" }, reasons.map((reason) => h("li", { "data-code": reason.code },
      reasonOf(reason, tab.contract, isClient, tab.policy),
      opens && reasons.length === 1 ? null : h("span", { class: "muted" }, ` ${endOf(reason)}`)))) : null);
}

/** What somebody was writing when it could be sent no longer. */
const unsent = (text) => (text.trim() ? h("div", { class: "card quiet", key: "unsent" }, h("h2", null, "What you were writing"), h("blockquote", null, text)) : null);

/** Feedback and the requests that are over, newest first. */
function timeline(tab) {
  const past = tab.requests.filter((request) => request.status !== "pending");
  const entries = [
    ...tab.feedback.map((feedback) => [feedback.providedAt, () => feedbackCard(feedback)]),
    ...past.map((request) => [request.requestedAt, () => pastRequest(request, tab.contract)]),
  ].sort(([one], [other]) => new Date(other) - new Date(one));
  return entries.length > 0
    ? entries.map(([, draw]) => draw())
    : h("p", { class: "empty" }, "None yet. What is given here stays; later feedback adds to it.");
}

const ENDS = {
  answered: (request) => `Answered ${date(request.endedAt)}.`,
  expired: (request) => `Expired ${date(request.endedAt)} without an answer.`,
  closed: (request) => `Closed ${date(request.endedAt)}, because the contract ended.`,
};

const pastRequest = (request, contract) => h("article", { class: `past-request ${request.status}`, key: request.requestId },
  h("p", null,
    h("time", { datetime: request.requestedAt, title: instantOf(request.requestedAt) }, date(request.requestedAt)),
    `: ${contract.freelancerName} asked for feedback. `, h("span", { class: "muted" }, ENDS[request.status]?.(request) ?? "")),
  request.message ? h("blockquote", null, request.message) : null);
