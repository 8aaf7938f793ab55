// Reported feedback: what was reported and why, and what operators do about it.

import { post } from "../api.js";
import { h, view } from "../dom.js";
import { RATINGS, nameOfRating } from "../feedback.js";
import { pages } from "../pages.js";
import { refresh } from "../screen.js";
import { action, outcomeNotice } from "./actions.js";
import { facts, instant, inPlainWords, storyLink } from "./parts.js";

const STATUSES = ["open", "dismissed", "upheld"];
const COLOURS = { open: "gold", visible: "green", held: "gold" };

/** What operators write beside an action, by feedback, until it is done. */
const notes = new Map();

/** @param query The part of the address after the question mark: the status; what is open if there is none. */
export function reportsView(query) {
  let status = new URLSearchParams(query ?? "").get("status") ?? "open";
  let list = listOf(status);
  const choose = async (event) => {
    status = event.currentTarget.value;
    list = listOf(status);
    history.replaceState(null, "", `#/reports?${new URLSearchParams({ status })}`);
    await refresh();
  };
  return {
    name: () => "Reports",
    load: () => list.load(),
    draw: (reports) => view("Reports",
      h("div", { class: "title" },
        h("h1", null, "Reports"),
        h("p", { class: "muted" }, "Feedback that freelancers reported, what was reported first first. It shows what people wrote."),
        h("div", { class: "row" }, h("label", { for: "status" }, "Status"), statusChoice(status, choose))),
      outcomeNotice(),
      reports.items.length === 0
        ? h("p", { class: "empty", key: "none" }, "There is no such report.")
        : h("div", { class: "stopped", key: "list" }, reports.items.map(reportCard)),
      list.more(reports)),
  };
}

const listOf = (status) => pages(`/api/ops/feedback-reports?${new URLSearchParams({ ...status && { status } })}`);

const statusChoice = (status, onchange) => h("select", { id: "status", onchange },
  h("option", { value: "", key: "all", selected: !status }, "all"),
  STATUSES.map((value) => h("option", { value, key: value, selected: value === status }, value)));

function reportCard({ reportId, status, reason, reportedAt, closedAt, feedback, actions }) {
  const pill = (value) => h("span", { class: `pill ${COLOURS[value] ?? "grey"}`, key: value }, inPlainWords(value));
  return h("article", { class: "card", key: reportId },
    h("div", { class: "row" },
      h("h2", null, `${feedback.authorName} about ${feedback.recipientName}`), pill(status), pill(feedback.visibility)),
    h("p", { key: "reason" }, h("strong", null, "Reason: "), reason ?? h("span", { class: "muted" }, "deleted")),
    feedback.comment ? h("blockquote", { key: "comment" }, feedback.comment) : null,
    facts([
      ["Ratings", feedback.ratings && RATINGS.map((name) => `${nameOfRating(name)} ${feedback.ratings[name]}`).join(", ")],
      ["Score", feedback.score?.toFixed(2)],
      ["Provided", instant(feedback.providedAt)],
      ["Reported", instant(reportedAt)],
      ["Closed", closedAt && instant(closedAt)],
      ["Contract", storyLink(feedback.contractId)],
      ["Feedback", feedback.feedbackId],
    ]),
    actions.length > 0 ? h("ul", { class: "done", key: "done" }, actions.map((done) => h("li", { key: done.at },
      h("strong", null, inPlainWords(done.action)), ` by ${done.operatorId}, `, instant(done.at), done.note ? `: ${done.note}` : null))) : null,
    // What was written stays in a field that stays: after an action there is a new one.
    h("div", { class: "note", key: `note-${actions.length}` },
      h("label", { for: `note-${reportId}` }, "Note for other operators"),
      h("input", {
        id: `note-${reportId}`, autocomplete: "off", maxlength: "2000", value: notes.get(feedback.feedbackId) ?? "",
        oninput: (event) => notes.set(feedback.feedbackId, event.currentTarget.value),
      })),
    h("div", { class: "row" }, choices(feedback.visibility, status).map((choice) => choice(feedback))));
}

/** What can be done as it stands. */
function choices(visibility, status) {
  if (visibility === "held") return [restore, takeDown];
  if (visibility === "taken-down") return [restore];
  return status === "open" ? [hold, dismiss, takeDown] : [hold, takeDown];
}

const hold = ({ feedbackId }) => action("Hold", moderate(feedbackId, "hold", "The feedback is held: it is not public."), { label: `Hold ${feedbackId}` });

const restore = ({ feedbackId }) =>
  action("Restore", moderate(feedbackId, "restore", "The feedback is public again."), { label: `Restore ${feedbackId}` });

const dismiss = ({ feedbackId }) =>
  action("Dismiss", moderate(feedbackId, "dismiss", "The report is dismissed. The feedback stays public."), { label: `Dismiss ${feedbackId}` });

const takeDown = ({ feedbackId }) => action("Take down", moderate(feedbackId, "take-down", "The feedback is taken down."), {
  danger: true,
  label: `Take down ${feedbackId}`,
  question: {
    title: "Take this feedback down?",
    detail: "It leaves the public work history, and its ratings, score and comment the contract room. It can be restored.",
    text: "Take it down",
  },
});

const moderate = (feedbackId, segment, done) => async () => {
  const note = notes.get(feedbackId)?.trim();
  const { changed } = await post(`/api/ops/feedback/${encodeURIComponent(feedbackId)}/${segment}`, note ? { note } : undefined);
  if (changed) notes.delete(feedbackId);
  return changed ? done : "It stood so already; nothing was done.";
};
