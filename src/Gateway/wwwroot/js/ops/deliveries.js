// What became of notices, and emails that are to go out again.

import { post } from "../api.js";
import { h, view } from "../dom.js";
import { pages } from "../pages.js";
import { refresh } from "../screen.js";
import { word } from "../texts.js";
import { action, outcomeNotice } from "./actions.js";
import { counted, facts, instant, storyLink } from "./parts.js";

const STATUSES = ["failed", "unknown", "retrying", "pending", "waiting-for-address", "delivered", "superseded", "turned-off"];
const RESENDABLE = ["failed", "unknown", "retrying"];
const COLOURS = { delivered: "green", failed: "bad", unknown: "gold", retrying: "gold" };

/** @param query The part of the address after the question mark: status and request. */
export function deliveriesView(query) {
  const chosen = new URLSearchParams(query);
  const request = chosen.get("request");
  let status = chosen.get("status");
  let list = listOf(status, request);
  const choose = async (event) => {
    status = event.currentTarget.value;
    list = listOf(status, request);
    history.replaceState(null, "", `#/deliveries?${new URLSearchParams({ ...status && { status }, ...request && { request } })}`);
    await refresh();
  };
  return {
    name: () => "Deliveries",
    load: () => list.load(),
    draw: (deliveries) => view("Deliveries",
      h("div", { class: "title" },
        h("h1", null, "Deliveries"),
        h("p", { class: "muted" }, "What became of notices on each channel, the newest first."),
        h("div", { class: "row" },
          h("label", { for: "status" }, "Status"),
          statusChoice(status, choose),
          action("Release what was given up", release, { id: "release", question: releaseQuestion }))),
      outcomeNotice(),
      request ? h("p", { class: "notice", key: "request" }, "Of request ", storyLink(request), ". ", h("a", { href: "#/deliveries" }, "Show all")) : null,
      deliveries.items.length === 0
        ? h("p", { class: "empty", key: "none" }, "There is no such delivery.")
        : h("div", { class: "stopped", key: "list" }, deliveries.items.map(deliveryCard)),
      list.more(deliveries)),
  };
}

const listOf = (status, request) => pages(`/api/ops/deliveries?${new URLSearchParams({ ...status && { status }, ...request && { requestId: request } })}`);

const statusChoice = (status, onchange) => h("select", { id: "status", onchange },
  h("option", { value: "", key: "all", selected: !status }, "all"),
  STATUSES.map((value) => h("option", { value, key: value, selected: value === status }, word("delivery.status", value))));

const releaseQuestion = {
  title: "Send again what was given up?",
  detail: "Emails that were tried until Email:Horizon: the fault was ours, or nobody's. What a mail server refused because of the recipient is left. An email that is sent can't be taken back.",
  text: "Send them",
};

async function release() {
  const { released, refused, hasMore } = await post("/api/ops/deliveries/release");
  return [
    `${counted(released, "email is", "emails are")} sent again.`,
    refused > 0 ? `${counted(refused, "is", "are")} not: no longer true, or what they were written from is gone.` : "",
    hasMore ? "There are more: release again." : "",
  ].join(" ").trim();
}

const resend = (deliveryId) => async () => {
  const { attempts } = await post(`/api/ops/deliveries/${deliveryId}/resend`);
  return `The email is sent again, after ${counted(attempts, "attempt", "attempts")}.`;
};

const deliveryCard = (delivery) => h("article", { class: "card", key: delivery.deliveryId },
  h("div", { class: "row" },
    h("strong", null, word("message", delivery.notice)),
    h("span", { class: `pill ${COLOURS[delivery.status] ?? "grey"}` }, word("delivery.status", delivery.status)),
    h("span", { class: "muted" }, delivery.channel)),
  delivery.reason ? h("p", null, delivery.reason) : null,
  facts([
    ["Changed", instant(delivery.at)],
    ["Attempts", String(delivery.attempts)],
    ["To", delivery.recipientId],
    ["Request", delivery.requestId && storyLink(delivery.requestId)],
    ["Contract", delivery.contractId && storyLink(delivery.contractId)],
    ["Delivery", delivery.deliveryId],
  ]),
  delivery.channel === "email" && RESENDABLE.includes(delivery.status)
    ? h("div", { class: "row" }, action("Resend", resend(delivery.deliveryId), {
      label: `Resend ${delivery.deliveryId}`,
      question: { title: "Send this email again?", detail: "It has the Message-ID that it had. An email that is sent can't be taken back.", text: "Send it" },
    }))
    : null);
