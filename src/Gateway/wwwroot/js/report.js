// The freelancer reports feedback to the operators, once, with a reason.

import { h, toast } from "./dom.js";
import { redraw } from "./screen.js";
import { failure, sending, textWithCounter } from "./sending.js";
import { t, word } from "./texts.js";
import { date, lengthOf, reasonOf } from "./words.js";

/** @param path The contract's. Gives what is written about each piece of feedback. */
export function reporting(path) {
  const reports = new Map();
  return (feedbackId) => {
    if (!reports.has(feedbackId)) {
      const sent = sending(`${path}/feedback/${encodeURIComponent(feedbackId)}/reports`);
      reports.set(feedbackId, Object.assign(sent, { text: "", isMissing: false }));
    }
    return reports.get(feedbackId);
  };
}

/** What became of the freelancer's report, or the form of one. End-of-contract feedback is reported in its own system. */
export function reportOf(feedback, tab, reports) {
  const { report } = feedback;
  if (report) {
    return h("p", { class: "notice", key: "report", "data-report": report.status },
      word("report", report.status, { date: date(report.reportedAt) }));
  }
  return feedback.kind === "mid-contract" && feedback.visibility !== "taken-down"
    ? h("details", { class: "report", key: "report" },
      h("summary", null, t("report")),
      reportForm(feedback, tab, reports(feedback.feedbackId)))
    : null;
}

function reportForm({ feedbackId }, { contract, policy }, report) {
  const id = `reason-${feedbackId}`;
  const max = policy?.reasonMaxLength;
  const submit = (event) => {
    event.preventDefault();
    const reason = event.currentTarget.querySelector("textarea");
    report.isMissing = reason.value.trim() === "";
    if (report.isMissing || (max && lengthOf(reason.value) > max)) {
      redraw();
      reason.focus();
      return;
    }

    report.send(event.currentTarget.querySelector("button"), { reason: reason.value }, () => {
      report.text = "";
      toast(t("report.sent"));
    });
  };
  const written = (event) => {
    report.text = event.currentTarget.value;
    report.isMissing = false;
    report.mended();
  };
  return h("form", { class: "reporting", novalidate: true, onsubmit: submit },
    h("p", { class: "muted" }, t("report.lead", { name: contract.clientName })),
    textWithCounter({ id, label: t("report.reason"), rows: "3", max, text: report.text, oninput: written }),
    h("div", { class: "errors" },
      report.isMissing ? h("p", { class: "notice bad", role: "alert" }, t("report.missing")) : null,
      failure(report.problem, (reason) => reasonOf(reason, contract, false, policy))),
    h("button", { class: "small" }, t("report.send")));
}
