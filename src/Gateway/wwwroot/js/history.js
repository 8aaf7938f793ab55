// Public work histories: of a freelancer, and of an agency, which never shows mid-contract feedback.

import { h, view } from "./dom.js";
import { feedbackCard } from "./feedback.js";
import { pages } from "./pages.js";
import { date, initials, nameOf } from "./words.js";

export function historyView(kind, ownerId) {
  const list = pages(`/api/${kind}/${encodeURIComponent(ownerId)}/work-history`);
  return {
    name: nameOf(ownerId),
    load: list.load,
    draw: (history) => view(history.ownerName,
      h("div", { class: "title profile" },
        h("span", { class: "avatar large", "aria-hidden": "true" }, initials(ownerId)),
        h("div", null, h("h1", null, history.ownerName), h("p", { class: "muted" }, kind === "agencies" ? "Agency · public work history" : "Public work history"))),
      history.items.length > 0
        ? [h("ol", { class: "history" }, history.items.map(contractInHistory)), list.more(history)]
        : h("p", { class: "empty" }, "No contracts yet.")),
  };
}

function contractInHistory({ contract, feedback }) {
  return h("li", { class: "past", key: contract.contractId },
    h("h2", null, contract.title, " ", h("span", { class: `pill ${contract.endedAt ? "grey" : "green"}` }, contract.endedAt ? "Ended" : "Active")),
    h("p", { class: "muted" }, `${date(contract.startedAt)} – ${contract.endedAt ? date(contract.endedAt) : "now"}`),
    feedback.length === 0 ? h("p", { class: "muted" }, "No public feedback yet.") : feedback.map(feedbackCard));
}
