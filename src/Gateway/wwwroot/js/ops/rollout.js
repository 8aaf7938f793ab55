// Who may request feedback: the version in force, a change of its percentage, what came of it by cohort, and who changed what.

import { get, put } from "../api.js";
import { h, view } from "../dom.js";
import { pages } from "../pages.js";
import { redraw } from "../screen.js";
import { instantOf } from "../words.js";
import { action, outcomeNotice } from "./actions.js";
import { counted, facts, inPlainWords, instant } from "./parts.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function rolloutView() {
  const list = pages("/api/ops/rollout/history");

  // The database counts all requests of three months for it: it is read when it is asked for.
  let report = null;
  const read = async () => {
    report = await get("/api/ops/rollout/report");
    return `This came of it until ${instantOf(report.asOf)}.`;
  };

  return {
    name: () => "Rollout",
    load: async () => {
      const [rollout, history] = await Promise.all([get("/api/ops/rollout"), list.load()]);
      return { rollout, history };
    },
    draw: ({ rollout, history }) => view("Rollout",
      h("div", { class: "title" },
        h("h1", null, "Rollout"),
        h("p", { class: "muted" }, "Which freelancers may request feedback. Lists and cohorts are set with ops rollout set.")),
      outcomeNotice(),
      inForce(rollout),
      change(rollout),
      h("h2", null, "What came of it"),
      h("div", { class: "row" }, action(report ? "Count again" : "Count what came of it", read, { id: "read-report", then: redraw })),
      report ? outcomes(report) : null,
      h("h2", null, "History"),
      history.items.length === 0
        ? h("p", { class: "empty", key: "none" }, "No version is stored: the configuration is in force.")
        : h("div", { class: "stopped", key: "history" }, history.items.map(versionCard)),
      list.more(history)),
  };
}

const outcomes = (report) => [
  h("p", { class: "muted", key: "since" }, `Requests since ${instantOf(report.since)}, as they were decided. Rates are of requests whose time is over; in brackets, intervals of 95 %. Refusals since ${instantOf(report.refusalsSince)}.`),
  h("div", { class: "figures", key: "cohorts" }, report.cohorts.map(cohortCard)),
];

const inForce = (rollout) => h("section", { class: "card in-force", "aria-label": "In force" },
  h("p", null, h("strong", null, rollout.version === 0 ? "Version 0: the configuration" : `Version ${rollout.version}`), ` lets in ${percent(rollout.percentage)} of all freelancers.`),
  facts([
    ["Stored", rollout.changedAt && instant(rollout.changedAt)],
    ["By", rollout.changedBy],
    ["Note", rollout.note],
    ["List", counted(rollout.freelancers.length, "freelancer", "freelancers")],
    ...rollout.cohorts.map(({ name, percentage, freelancers }) => [`Cohort ${name}`, `${percent(percentage)}, ${counted(freelancers.length, "freelancer", "freelancers")}`]),
  ]));

/** A new version has a form of its own, so that no text of the last change is left in it. */
const change = (rollout) => h("form", { class: "row search", key: `change-${rollout.version}`, onsubmit: (event) => event.preventDefault() },
  h("div", null,
    h("label", { for: "percentage" }, "Percentage of all freelancers"),
    h("input", { id: "percentage", type: "number", min: "0", max: "100", step: "0.01", required: true, value: String(rollout.percentage) })),
  h("div", null,
    h("label", { for: "note" }, "Why"),
    h("input", { id: "note", type: "text", maxlength: "500", autocomplete: "off" })),
  action("Set the percentage", set(rollout.version), {
    id: "set-percentage",
    question: {
      title: "Change who may request feedback?",
      detail: "The new version is in force in every process within seconds. Requests that wait stay.",
      text: "Change it",
    },
  }));

const set = (version) => async () => {
  const percentage = document.getElementById("percentage");
  if (!percentage.reportValidity()) return "Nothing changed: the percentage is a number from 0 to 100 with at most two decimals.";

  const note = document.getElementById("note").value.trim();
  const stored = await put("/api/ops/rollout", { version, percentage: Number(percentage.value), ...note && { note } });
  return stored.version === version ? "That is what is in force already." : `Version ${stored.version} is stored.`;
};

const cohortCard = (cohort) => h("section", { class: "card", key: cohort.cohort, "aria-label": `Cohort ${cohort.cohort}` },
  h("h3", null, cohort.cohort === "all" ? "All together" : cohort.cohort),
  h("dl", null, [
    ["Accepted", String(cohort.accepted)],
    ["Waiting", String(cohort.waiting)],
    ["Concluded", String(cohort.concluded)],
    ["Answered", rate(cohort.answered)],
    ["Expired", rate(cohort.expired)],
    ["Closed", rate(cohort.closed)],
    ["Declined", rate(cohort.declined)],
    ["Half within", time(cohort.medianTimeToAnswer)],
    ["Nine of ten within", time(cohort.ninetiethPercentileTimeToAnswer)],
    ["Refused", rate(cohort.refused)],
    ...cohort.refusals.map(({ code, refused }) => [inPlainWords(code), rate(refused)]),
  ].map(([name, value]) => h("div", { key: name }, h("dt", null, name), h("dd", null, value)))));

const versionCard = (version) => h("article", { class: "card", key: String(version.version) },
  h("div", { class: "row" }, h("strong", null, `Version ${version.version}`), h("span", { class: "muted" }, instant(version.changedAt))),
  version.note ? h("p", null, version.note) : null,
  facts([
    ["Percentage", percent(version.percentage)],
    ["List", counted(version.freelancerCount, "freelancer", "freelancers")],
    ...version.cohorts.map(({ name, percentage, freelancerCount }) => [`Cohort ${name}`, `${percent(percentage)}, ${counted(freelancerCount, "freelancer", "freelancers")}`]),
    ["By", version.changedBy],
  ]));

const percent = (number) => `${number} %`;

const rate = ({ share, low, high }) => (share === null ? "–" : `${tenths(share)} % (${tenths(low)}–${tenths(high)})`);

const tenths = (share) => (100 * share).toFixed(1);

const time = (duration) => (duration === null ? "–" : `${lengthOf(duration.seconds)} (${lengthOf(duration.lowSeconds)}–${lengthOf(duration.highSeconds)})`);

/** "3 d 4 h", "2 h 5 min": the two largest units are enough. */
function lengthOf(seconds) {
  if (seconds === null) return "?";

  const [days, hours, minutes] = [Math.floor(seconds / DAY), Math.floor(seconds % DAY / HOUR), Math.floor(seconds % HOUR / MINUTE)];
  if (days > 0) return `${days} d ${hours} h`;
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min`;
}
