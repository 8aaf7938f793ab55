// Other systems that are told of events: who they are, what they did not take, and what is to be sent again.

import { get, post, remove } from "../api.js";
import { h, view } from "../dom.js";
import { pages } from "../pages.js";
import { refresh } from "../screen.js";
import { action, kept, outcomeNotice } from "./actions.js";
import { counted, facts, inPlainWords, instant, storyLink } from "./parts.js";

const EVENTS = [
  "feedback.requested", "feedback.provided", "feedback.request_expired", "feedback.request_closed", "feedback.request_declined",
  "feedback.visibility_changed",
];
const STATUSES = ["failed", "cancelled", "retrying", "pending", "delivered"];
const COLOURS = { enabled: "green", delivered: "green", failed: "bad", cancelled: "grey", retrying: "gold", pending: "grey", disabled: "bad" };

/** How often a subscriber was added: a new form has none of the words of the last. */
let added = 0;

/** @param query The part of the address after the question mark: the status of the deliveries; what failed if there is none. */
export function webhooksView(query) {
  let status = new URLSearchParams(query ?? "").get("status") ?? "failed";
  let list = listOf(status);
  const choose = async (event) => {
    status = event.currentTarget.value;
    list = listOf(status);
    history.replaceState(null, "", `#/webhooks?${new URLSearchParams({ status })}`);
    await refresh();
  };
  return {
    name: () => "Webhooks",
    load: async () => {
      const [webhooks, deliveries] = await Promise.all([get("/api/ops/webhooks"), list.load()]);
      return { webhooks: webhooks.items, deliveries };
    },
    draw: ({ webhooks, deliveries }) => view("Webhooks",
      h("div", { class: "title" },
        h("h1", null, "Webhooks"),
        h("p", { class: "muted" }, "Other systems that are told of events, in messages that are signed by Standard Webhooks.")),
      outcomeNotice(),
      webhooks.length === 0
        ? h("p", { class: "empty", key: "nobody" }, "There is no subscriber.")
        : h("div", { class: "stopped", key: "webhooks" }, webhooks.map(webhookCard)),
      h("h2", null, "Add a subscriber"),
      addForm(),
      h("h2", null, "Deliveries"),
      h("div", { class: "row search", key: "choice" },
        h("div", null, h("label", { for: "status" }, "Status"), statusChoice(status, choose)),
        action("Replay what was given up", replayAll, { id: "replay-all", question: replayQuestion })),
      deliveries.items.length === 0
        ? h("p", { class: "empty", key: "none" }, "There is no such delivery.")
        : h("div", { class: "stopped", key: "deliveries" }, deliveries.items.map((delivery) => deliveryCard(delivery, webhooks))),
      list.more(deliveries)),
  };
}

const listOf = (status) => pages(`/api/ops/webhook-deliveries?${new URLSearchParams({ ...status && { status } })}`);

const statusChoice = (status, onchange) => h("select", { id: "status", onchange },
  h("option", { value: "", key: "all", selected: !status }, "all"),
  STATUSES.map((value) => h("option", { value, key: value, selected: value === status }, inPlainWords(value))));

const pill = (value) => h("span", { class: `pill ${COLOURS[value] ?? "grey"}`, key: value }, inPlainWords(value));

const webhookCard = (webhook) => h("article", { class: "card", key: webhook.webhookId },
  h("div", { class: "row" }, h("h2", null, webhook.name), pill(webhook.state)),
  webhook.isGone ? h("p", { key: "gone" }, "It answered 410: it wants nothing more.") : null,
  facts([
    ["URL", webhook.url],
    ["Events", webhook.events.length === EVENTS.length ? "all" : webhook.events.join(", ")],
    ["Deliveries", Object.entries(webhook.deliveries).map(([status, count]) => `${count} ${status}`).join(", ") || "none"],
    ["Waiting since", webhook.waitingSince && instant(webhook.waitingSince)],
    ["Two secrets until", webhook.previousSecretUntil && instant(webhook.previousSecretUntil)],
    ["Added", instant(webhook.createdAt)],
    ["By", webhook.createdBy],
    ["Changed", instant(webhook.changedAt)],
    ["Changed by", webhook.changedBy],
    ["Subscriber", webhook.webhookId],
  ]),
  h("div", { class: "row" }, webhook.state === "enabled" ? [test(webhook), rotate(webhook), disable(webhook), forget(webhook)] : [enable(webhook), rotate(webhook), forget(webhook)]));

const change = (webhook, segment, done) => async () => {
  const { changed, secret, deliveryId } = await post(`/api/ops/webhooks/${webhook.webhookId}/${segment}`);
  return changed ? done({ secret, deliveryId }) : "It stood so already; nothing was done.";
};

const test = (webhook) => action("Send a test", change(webhook, "test", ({ deliveryId }) => `A test is sent: delivery ${deliveryId}.`), {
  label: `Send a test to ${webhook.name}`,
});

const enable = (webhook) => action("Enable", change(webhook, "enable", () => `${webhook.name} is told what happens from now on.`), {
  label: `Enable ${webhook.name}`,
});

const disable = (webhook) => action("Disable", change(webhook, "disable", () => `${webhook.name} is told nothing more.`), {
  label: `Disable ${webhook.name}`,
  question: {
    title: `Disable ${webhook.name}?`,
    detail: "What happens meanwhile is not sent to it later. What waits is cancelled when it falls due, and can be replayed.",
    text: "Disable it",
  },
});

const rotate = (webhook) => action("New secret", change(webhook, "rotate", ({ secret }) => shownOnce(webhook.name, secret)), {
  label: `New secret for ${webhook.name}`,
  question: {
    title: `Give ${webhook.name} a new secret?`,
    detail: "It is shown once. The present one stays valid for a while: messages are signed with both meanwhile.",
    text: "Give it one",
  },
});

const forget = (webhook) => action("Remove", async () => {
  await remove(`/api/ops/webhooks/${webhook.webhookId}`);
  return `${webhook.name} is removed.`;
}, {
  danger: true,
  label: `Remove ${webhook.name}`,
  question: {
    title: `Remove ${webhook.name}?`,
    detail: "It is forgotten, with its secrets. What waits for it is cancelled.",
    text: "Remove it",
  },
});

async function shownOnce(name, secret) {
  await kept({ title: `The secret of ${name}`, detail: "Give it to the receiver. Nobody is told it again.", secret });
  return `${name} has its secret.`;
}

const addForm = () => h("form", { class: "card subscriber", key: `add-${added}`, onsubmit: (event) => event.preventDefault() },
  h("div", { class: "row search" },
    h("div", null,
      h("label", { for: "name" }, "Name"),
      h("input", { id: "name", type: "text", maxlength: "100", required: true, autocomplete: "off" })),
    h("div", null,
      h("label", { for: "url" }, "URL"),
      h("input", { id: "url", type: "url", maxlength: "2048", required: true, autocomplete: "off", placeholder: "https://" }))),
  h("fieldset", null,
    h("legend", null, "Events; none for all"),
    h("div", { class: "row" }, EVENTS.map((name) => h("label", { key: name },
      h("input", { type: "checkbox", name: "event", value: name }), ` ${name}`)))),
  action("Add", add, { id: "add" }));

async function add() {
  const [name, url] = [document.getElementById("name"), document.getElementById("url")];
  if (!name.reportValidity() || !url.reportValidity()) return "Nothing was added: a name and a URL are needed.";

  const events = [...document.querySelectorAll("input[name=event]:checked")].map(({ value }) => value);
  const { webhook, secret } = await post("/api/ops/webhooks", { name: name.value.trim(), url: url.value.trim(), ...events.length > 0 && { events } });
  added += 1;
  return shownOnce(webhook.name, secret);
}

const replayQuestion = {
  title: "Send again what was given up or cancelled?",
  detail: "What failed, and what was cancelled because its subscriber was disabled, tests among it: to every subscriber that is enabled, the oldest first, with the ids that the messages had. Each is tried for days again.",
  text: "Send it",
};

async function replayAll() {
  const { replayed, hasMore } = await post("/api/ops/webhook-deliveries/replay");
  return `${counted(replayed, "delivery is", "deliveries are")} sent again.${hasMore ? " There are more: replay again." : ""}`;
}

const replay = (deliveryId) => async () => {
  await post(`/api/ops/webhook-deliveries/${deliveryId}/replay`);
  return "The delivery is sent again.";
};

const deliveryCard = (delivery, webhooks) => h("article", { class: "card", key: delivery.deliveryId },
  h("div", { class: "row" },
    h("strong", null, delivery.event),
    pill(delivery.status),
    h("span", { class: "muted" }, webhooks.find(({ webhookId }) => webhookId === delivery.webhookId)?.name ?? "a subscriber that was removed")),
  delivery.reason ? h("p", { key: "reason" }, delivery.reason) : null,
  facts([
    ["Changed", instant(delivery.at)],
    ["Next attempt", delivery.nextAt && instant(delivery.nextAt)],
    ["Attempts", String(delivery.attempts)],
    ["Contract", delivery.contractId && storyLink(delivery.contractId)],
    ["About", delivery.sourceId],
    ["Delivery", delivery.deliveryId],
  ]),
  h("div", { class: "row" }, action("Replay", replay(delivery.deliveryId), { label: `Replay ${delivery.deliveryId}` })));
