// Everything that happened to a request, or to a contract and on it, in order.

import { get } from "../api.js";
import { h, view } from "../dom.js";
import { instantOf, now } from "../words.js";
import { facts, inPlainWords, instant, missingNotice } from "./parts.js";

const REQUEST_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const IS_INSTANT = /At$/;
const FAILURES = /refused|failed|missing|unknown/;

/** @param id The request or the contract; without it there is a form to name one. */
export const storyView = (id) => ({
  name: () => "Story",
  load: async () => (id ? await find(id) : {}),
  draw: (story) => view(id ? `Story of ${id}` : "Story",
    h("div", { class: "title" },
      h("h1", null, "Story"),
      h("p", { class: "muted" }, "What happened to a request, or to a contract and on it: with reasons, policy and facts, timers, notices and deliveries.")),
    searchForm(id),
    story.unknown ? h("p", { class: "empty", key: "unknown" }, `Nothing is known of ${id}.`) : null,
    story.entries ? [
      h("h2", { key: "what" }, `${story.kind} ${id}`),
      missingNotice(story.missing),
      story.isShortened ? h("p", { class: "notice", key: "shortened" }, "Older entries are left out.") : null,
      h("ol", { class: "timeline", key: "timeline" }, story.entries.map(entry)),
    ] : null),
});

/** A contract may have an id of any form. */
async function find(id) {
  const kinds = [...REQUEST_ID.test(id) ? [["Request", "requests"]] : [], ["Contract", "contracts"]];
  for (const [kind, path] of kinds) {
    try {
      return { kind, ...await get(`/api/ops/${path}/${encodeURIComponent(id)}`) };
    } catch (error) {
      if (error.problem?.status !== 404) throw error;
    }
  }
  return { unknown: true };
}

function searchForm(id) {
  const submit = (event) => {
    event.preventDefault();
    const sought = event.currentTarget.elements.sought.value.trim();
    if (sought) location.hash = `#/story/${encodeURIComponent(sought)}`;
  };
  return h("form", { class: "row search", role: "search", onsubmit: submit },
    h("div", null,
      h("label", { for: "sought" }, "Id of a request or a contract"),
      h("input", { id: "sought", type: "text", autocomplete: "off", spellcheck: "false", required: true, maxlength: "64", value: id ?? "" })),
    h("button", { class: "primary" }, "Tell it"));
}

function entry({ at, what, id, details }, index) {
  const { reasons = [], ...rest } = details;
  const isDue = new Date(at) > now();
  return h("li", { key: `${index}-${what}`, class: isDue ? "due" : FAILURES.test(what) ? "bad" : null },
    h("strong", null, inPlainWords(what), isDue ? " (to come)" : ""),
    h("div", { class: "muted" }, instant(at)),
    id ? h("div", { class: "muted" }, id) : null,
    reasons.length > 0 ? h("ul", { class: "reasons" }, reasons.map(({ code, detail }) => h("li", { key: code }, detail ?? code))) : null,
    details.reason ? h("p", null, details.reason) : null,
    facts(Object.entries(rest).filter(([name, value]) => name !== "reason" && typeof value !== "object").map(([name, value]) => [name, IS_INSTANT.test(name) ? instantOf(value) : String(value)])),
    Object.entries(rest).filter(([, value]) => value !== null && typeof value === "object").map(([name, value]) =>
      h("details", { key: name }, h("summary", null, inPlainWords(name)), h("pre", null, JSON.stringify(value, null, 2)))));
}
