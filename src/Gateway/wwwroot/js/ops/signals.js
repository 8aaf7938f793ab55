// Signs of abuse: what was found and where, for people to look at. Nothing follows from them.

import { post } from "../api.js";
import { h, view } from "../dom.js";
import { pages } from "../pages.js";
import { refresh } from "../screen.js";
import { action, outcomeNotice } from "./actions.js";
import { counted, facts, instant, inPlainWords, storyLink } from "./parts.js";

const KINDS = {
  "asked-near-refund": "Asked near a refund",
  "asked-near-bonus": "Asked near a bonus",
  "rating-plea": "The note asks for a rating",
  "reciprocal-pair": "Feedback about each other",
  "young-accounts": "Five stars from young accounts",
};

const STATUSES = ["open", "reviewed"];

/** The names of patterns, as the service calls them. */
const PATTERNS = {
  "five-stars": "five stars, in words",
  "star-symbols": "five stars, as symbols",
  "five-of-five": "five of five",
  "top-rating": "the best rating",
};

/** What operators write beside a signal, until it is stored. */
const notes = new Map();

/** @param query The part of the address after the question mark: status and kind; what is open if there is no status. */
export function signalsView(query) {
  const asked = new URLSearchParams(query ?? "");
  let status = asked.get("status") ?? "open";
  let kind = asked.get("kind") ?? "";
  let list = listOf(status, kind);
  const choose = async () => {
    list = listOf(status, kind);
    history.replaceState(null, "", `#/signals?${new URLSearchParams({ status, ...kind && { kind } })}`);
    await refresh();
  };
  return {
    name: () => "Signals",
    load: () => list.load(),
    draw: (signals) => view("Signals",
      h("div", { class: "title" },
        h("h1", null, "Signals"),
        h("p", { class: "muted" }, "Facts that may point to abuse, the newest first. They prove nothing, and nothing follows from them."),
        h("div", { class: "row" },
          h("label", { for: "status" }, "Status"),
          choice("status", STATUSES.map((value) => [value, value]), status, (value) => { status = value; return choose(); }),
          h("label", { for: "kind" }, "Kind"),
          choice("kind", Object.entries(KINDS), kind, (value) => { kind = value; return choose(); }))),
      outcomeNotice(),
      signals.items.length === 0
        ? h("p", { class: "empty", key: "none" }, "There is no such signal.")
        : h("div", { class: "stopped", key: "list" }, signals.items.map(signalCard)),
      list.more(signals)),
  };
}

const listOf = (status, kind) => pages(`/api/ops/signals?${new URLSearchParams({ ...status && { status }, ...kind && { kind } })}`);

const choice = (id, options, chosen, choose) => h("select", { id, onchange: (event) => choose(event.currentTarget.value) },
  h("option", { value: "", key: "all", selected: !chosen }, "all"),
  options.map(([value, text]) => h("option", { value, key: value, selected: value === chosen }, text)));

function signalCard(signal) {
  const { signalId, kind, status, contractId, freelancerId, clientId, requestId, feedbackId, at, reviewedAt, reviewedBy, note } = signal;
  return h("article", { class: "card", key: signalId },
    h("div", { class: "row" },
      h("h2", null, KINDS[kind] ?? inPlainWords(kind)),
      h("span", { class: `pill ${status === "open" ? "gold" : "grey"}`, key: status }, inPlainWords(status))),
    h("p", { key: "evidence" }, ...sentence(signal)),
    facts([
      [requestId ? "Requested" : "Provided", instant(at)],
      ["Contract", storyLink(contractId)],
      ["Freelancer", freelancerId],
      ["Client", clientId],
      ["Request", requestId && storyLink(requestId)],
      ["Feedback", feedbackId],
      ["Looked at", reviewedAt && h("span", null, instant(reviewedAt), ` by ${reviewedBy}`)],
      ["Note", note],
      ["Your note, not stored", status === "open" ? null : notes.get(signalId)],
      ["Signal", signalId],
    ]),
    status === "open" ? h("div", { class: "note", key: "note" },
      h("label", { for: `note-${signalId}` }, "Note for other operators"),
      h("input", {
        id: `note-${signalId}`, autocomplete: "off", maxlength: "2000", value: notes.get(signalId) ?? "",
        oninput: (event) => notes.set(signalId, event.currentTarget.value),
      })) : null,
    status === "open" ? h("div", { class: "row", key: "actions" },
      action("Looked at", () => review(signalId), { label: `Looked at ${signalId}` })) : null);
}

/** The evidence in words. */
function sentence({ kind, at, evidence }) {
  switch (kind) {
    case "asked-near-refund":
      return [`Feedback was requested ${distance(at, evidence.paymentAt)} payment ${evidence.paymentId} was reversed: `, instant(evidence.paymentAt), "."];
    case "asked-near-bonus":
      return [`Feedback was requested ${distance(at, evidence.paymentAt)} the bonus ${evidence.paymentId} was paid: `, instant(evidence.paymentAt), "."];
    case "rating-plea":
      return [`The note of the request matches: ${PATTERNS[evidence.pattern] ?? inPlainWords(evidence.pattern)}.`];
    case "reciprocal-pair":
      return ["The two have provided feedback about each other. On contract ", storyLink(evidence.otherContractId),
        ", with swapped roles, it was ", instant(evidence.otherAt), `: feedback ${evidence.otherFeedbackId}.`];
    case "young-accounts":
      return [`${counted(evidence.count, "feedback", "feedbacks")} of five stars about the freelancer came within ${days(evidence.window)} from `
        + `${counted(evidence.clients, "young account", "young accounts")}.`,
        ...evidence.accountOpenedAt ? [" The account of this client was opened ", instant(evidence.accountOpenedAt), "."] : []];
    default:
      return [JSON.stringify(evidence)];
  }
}

/** How long the request was made before or after what happened: "3 hours after". */
function distance(at, other) {
  const minutes = Math.round((new Date(at) - new Date(other)) / 60_000);
  const hours = Math.round(Math.abs(minutes) / 60);
  const length = Math.abs(minutes) < 120 ? counted(Math.abs(minutes), "minute", "minutes") : counted(hours, "hour", "hours");
  return `${length} ${minutes < 0 ? "before" : "after"}`;
}

/** A duration of ISO 8601 in days, as it is configured mostly. */
function days(duration) {
  const found = /^P(\d+)D$/.exec(duration ?? "");
  return found ? counted(Number(found[1]), "day", "days") : duration;
}

const review = async (signalId) => {
  const note = notes.get(signalId)?.trim();
  const { changed } = await post(`/api/ops/signals/${encodeURIComponent(signalId)}/review`, note ? { note } : undefined);
  if (changed) {
    notes.delete(signalId);
    return "The signal is marked as looked at.";
  }

  return `Somebody had looked at it already; nothing was done.${note ? ` Your note is not stored: ${note}` : ""}`;
};
