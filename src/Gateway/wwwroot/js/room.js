// The Feedback tab of a contract room: what there is, what waits, what the caller may do, and why not.

import { get, session } from "./api.js";
import { h, view } from "./dom.js";
import { feedbackCard } from "./feedback.js";
import { markContractRead } from "./messages.js";
import { decliningOf, notNowForm } from "./notnow.js";
import { provideForm, providing } from "./provide.js";
import { reportOf, reporting } from "./report.js";
import { requestForm, requesting } from "./request.js";
import { parts, t, word } from "./texts.js";
import { trendCard } from "./trend.js";
import { date, dateWithDistance, endOf, instantOf, left, openFrom, nameOf, reasonOf, relative, until } from "./words.js";

const UNSETTLED = ["pending", "retrying"];
const LOOK_AGAIN = 5000;

export function roomView(contractId, onRead) {
  const path = `/api/contracts/${encodeURIComponent(contractId)}`;
  const request = requesting(path);
  const provide = providing(path);
  const declining = decliningOf(path);
  const reports = reporting(path);
  return {
    name: () => t("room"),
    load: () => get(`${path}/feedback`).catch((error) => {
      if (error.problem?.status === 404) return { missing: true };
      throw error;
    }),
    opened: (tab) => { if (!tab.missing) markContractRead(contractId).then(onRead, () => {}); },
    draw: (tab) => (tab.missing ? missingRoom() : room(tab, request, provide, declining, reports)),
    lookAgain: (tab) => (tab.pendingRequest?.deliveries?.some(({ status }) => UNSETTLED.includes(status)) ? LOOK_AGAIN : null),
  };
}

const missingRoom = () => view(t("room"), h("div", { class: "title" }, h("h1", null, t("room.missing"))),
  h("p", { class: "empty" }, parts("room.missing.why", { contracts: h("a", { href: "#/contracts" }, t("contracts")) })));

function room(tab, request, provide, declining, reports) {
  const isClient = tab.contract.clientId === session.userId;
  const action = isClient ? tab.actions.giveFeedback : tab.actions.requestFeedback;
  const waits = tab.pendingRequest && action.reasons.every((reason) => reason.code === "request-pending");
  return view(tab.contract.title,
    roomTitle(tab.contract),
    h("div", { class: "room" },
      h("section", { class: "actions", "aria-label": t("room.actions") },
        tab.pendingRequest ? pendingCard(tab, isClient, declining) : null,
        action.allowed ? (isClient ? provideForm(tab, provide) : requestForm(tab, request)) : null,
        action.allowed || waits ? null : whyNot(tab, action, isClient),
        action.allowed ? null : unsent(isClient ? provide.text : request.text)),
      h("section", { class: "all", "aria-labelledby": "all" },
        h("h2", { id: "all", tabindex: "-1" }, t("room.feedback")),
        trendCard(tab.trend),
        timeline(tab, isClient ? null : reports))));
}

function roomTitle(contract) {
  const fact = (name, value) => h("div", { key: name }, h("dt", null, name), h("dd", null, value));
  return h("div", { class: "title" },
    h("nav", { "aria-label": t("room.crumbs"), class: "crumbs" }, h("a", { href: "#/contracts" }, t("contracts"))),
    h("h1", null, contract.title),
    h("dl", { class: "facts" },
      fact(t("role.client"), contract.clientName),
      fact(t("role.freelancer"), h("a", { href: `#/freelancers/${encodeURIComponent(contract.freelancerId)}` }, contract.freelancerName)),
      contract.agencyId ? fact(t("role.agency"), h("a", { href: `#/agencies/${encodeURIComponent(contract.agencyId)}` }, contract.agencyName)) : null,
      fact(t("room.started"), date(contract.startedAt)),
      contract.endedAt ? fact(t("room.ended"), date(contract.endedAt)) : null,
      contract.lastPaymentAt ? fact(t("room.last-payment"), dateWithDistance(contract.lastPaymentAt)) : null));
}

function pendingCard(tab, isClient, declining) {
  const { pendingRequest: request, contract } = tab;
  return h("article", { class: "card pending", key: request.requestId },
    h("h2", { tabindex: "-1", "data-focus": true }, isClient ? t("room.asks", { name: contract.freelancerName }) : t("room.waiting")),
    request.message ? h("blockquote", null, request.message) : null,
    h("p", null, parts(isClient ? "room.until.client" : "room.until.freelancer", {
      name: contract.clientName, until: h("strong", null, instantOf(request.expiresAt)), left: left(request.expiresAt),
    })),
    h("p", { class: "muted" }, t("room.asked", { relative: relative(request.requestedAt) })),
    request.deliveries?.length ? deliveries(request.deliveries) : null,
    tab.actions.declineRequest?.allowed ? notNowForm(tab, declining) : null);
}

const deliveries = (all) => h("details", null,
  h("summary", null, t("deliveries")),
  h("ul", { class: "deliveries" }, all.map((delivery) => h("li", { key: delivery.deliveryId },
    h("span", { class: `dot ${delivery.status}`, "aria-hidden": "true" }),
    word("delivery", delivery.channel, {
      name: nameOf(delivery.recipientId), status: word("delivery.status", delivery.status), relative: relative(delivery.at),
    }),
    h("span", { class: "muted" }, ` · ${word("message", delivery.notice)}`,
      delivery.attempts > 1 ? ` · ${t("delivery.attempts", { count: delivery.attempts })}` : null,
      delivery.reason ? ` (${delivery.reason})` : null)))));

function whyNot(tab, action, isClient) {
  const ended = action.reasons.some((reason) => reason.code === "contract-ended");
  const opens = openFrom(action.reasons);
  const reasons = ended ? [] : action.reasons;
  return h("div", { class: "card quiet", key: "why-not" },
    h("h2", { tabindex: "-1", "data-focus": true }, t(isClient ? "provide" : "request")),
    ended
      ? h("p", { "data-code": "contract-ended" }, h("strong", null, t("room.closed")))
      : h("p", null, h("strong", null, opens ? t("room.possible-from", { until: until(opens) }) : t("room.not-possible"))),
    reasons.length > 0 ? h("ul", { class: "reasons" }, reasons.map((reason) => h("li", { "data-code": reason.code },
      reasonOf(reason, tab.contract, isClient, tab.policy),
      opens && reasons.length === 1 ? null : h("span", { class: "muted" }, ` ${endOf(reason)}`)))) : null);
}

/** What somebody was writing when it could be sent no longer. */
const unsent = (text) => (text.trim() ? h("div", { class: "card quiet", key: "unsent" }, h("h2", null, t("room.unsent")), h("blockquote", null, text)) : null);

/** Feedback and the requests that are over, newest first. The freelancer reports what is about them. */
function timeline(tab, reports) {
  const past = tab.requests.filter((request) => request.status !== "pending");
  const entries = [
    ...tab.feedback.map((feedback) => [feedback.providedAt, () => feedbackCard(feedback, reports && reportOf(feedback, tab, reports))]),
    ...past.map((request) => [request.requestedAt, () => pastRequest(request, tab.contract)]),
  ].sort(([one], [other]) => new Date(other) - new Date(one));
  return entries.length > 0
    ? entries.map(([, draw]) => draw())
    : h("p", { class: "empty" }, t("room.feedback.none"));
}

const pastRequest = (request, contract) => h("article", { class: `past-request ${request.status}`, key: request.requestId },
  h("p", null, parts("room.request.asked", {
    date: h("time", { datetime: request.requestedAt, title: instantOf(request.requestedAt) }, date(request.requestedAt)),
    name: contract.freelancerName,
    end: h("span", { class: "muted" }, word("room.request", request.status, {
      date: date(request.endedAt), client: contract.clientName, from: request.askAgainFrom ? instantOf(request.askAgainFrom) : null,
    })),
  })),
  request.message ? h("blockquote", null, request.message) : null,
  request.deliveries?.length ? deliveries(request.deliveries) : null);
