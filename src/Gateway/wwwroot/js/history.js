// Public work histories: of a freelancer, and of an agency, which never shows mid-contract feedback.

import { h, view } from "./dom.js";
import { feedbackCard } from "./feedback.js";
import { pages } from "./pages.js";
import { t } from "./texts.js";
import { date, initials, nameOf } from "./words.js";

export function historyView(kind, ownerId) {
  const list = pages(`/api/${kind}/${encodeURIComponent(ownerId)}/work-history`);
  return {
    name: () => nameOf(ownerId),
    load: list.load,
    draw: (history) => view(history.ownerName,
      h("div", { class: "title profile" },
        h("span", { class: "avatar large", "aria-hidden": "true" }, initials(ownerId)),
        h("div", null, h("h1", null, history.ownerName), h("p", { class: "muted" }, t(kind === "agencies" ? "history.agency" : "history")))),
      history.items.length > 0
        ? [h("ol", { class: "history" }, history.items.map(contractInHistory)), list.more(history)]
        : h("p", { class: "empty" }, t("history.none"))),
  };
}

function contractInHistory({ contract, feedback }) {
  return h("li", { class: "past", key: contract.contractId },
    h("h2", null, contract.title, " ", h("span", { class: `pill ${contract.endedAt ? "grey" : "green"}` }, t(contract.endedAt ? "contract.is-ended" : "contract.is-active"))),
    h("p", { class: "muted" }, t("history.from", { start: date(contract.startedAt), end: contract.endedAt ? date(contract.endedAt) : t("history.now") })),
    feedback.length === 0 ? h("p", { class: "muted" }, t("history.no-feedback")) : feedback.map((one) => feedbackCard(one)));
}
