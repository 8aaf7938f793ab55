// The signed-in user's contracts, with what waits on each. Those that wait for the user come first.

import { h, view } from "./dom.js";
import { pages } from "./pages.js";
import { t } from "./texts.js";
import { date, instantOf, left, openFrom, reasonOf, relative, score, until } from "./words.js";

export function contractsView() {
  const list = pages("/api/me/contracts");
  return {
    name: () => t("contracts"),
    load: list.load,
    draw: (contracts) => view(t("contracts"),
      h("div", { class: "title" }, h("h1", null, t("contracts"))),
      contracts.items.length > 0
        ? [h("ul", { class: "cards" }, contracts.items.map(contractCard)), list.more(contracts)]
        : h("p", { class: "empty" }, t("contracts.none"))),
  };
}

function contractCard({ contract, callerRole, pendingRequest, lastFeedback, actions }) {
  const client = callerRole === "client";
  const other = client
    ? t("contract.other", { role: t("role.freelancer"), name: contract.freelancerName })
    : t("contract.other", { role: t("role.client"), name: contract.clientName });
  const since = contract.endedAt ? t("contract.ended", { date: date(contract.endedAt) }) : t("contract.started", { date: date(contract.startedAt) });
  const waits = client && pendingRequest;
  return h("li", { key: contract.contractId }, h("a", {
    class: waits ? "card contract waits" : "card contract", href: `#/contracts/${encodeURIComponent(contract.contractId)}`,
  },
    h("div", null,
      h("h2", null, contract.title),
      h("p", { class: "muted" }, contract.agencyId ? t("contract.through", { other, agency: contract.agencyName }) : other),
      h("p", { class: "muted" }, lastFeedback?.score
        ? t("contract.last-feedback", { since, score: score(lastFeedback.score), relative: relative(lastFeedback.providedAt) })
        : since)),
    h("div", { class: "state" }, status(contract, pendingRequest, client ? actions.giveFeedback : actions.requestFeedback, client))));
}

function status(contract, pendingRequest, action, client) {
  const pill = (colour, text) => h("p", null, h("span", { class: `pill ${colour}` }, text));
  if (pendingRequest) {
    return [
      pill("gold", t(client ? "contract.waits.client" : "contract.waits.freelancer")),
      h("p", { class: "muted" }, t("contract.asked", { date: date(pendingRequest.requestedAt), until: instantOf(pendingRequest.expiresAt) })),
      h("p", null, h("strong", null, left(pendingRequest.expiresAt))),
    ];
  }
  if (contract.endedAt) return pill("grey", t("contract.is-ended"));
  if (action.allowed) return pill("green", t(client ? "contract.open.client" : "contract.open.freelancer"));

  const opens = openFrom(action.reasons);
  const reason = action.reasons.find((other) => !other.endsAt) ?? action.reasons.at(-1);
  return h("p", { class: "muted" },
    opens ? t("contract.opens", { until: until(opens) }) : reason ? reasonOf(reason, contract, client) : t("contract.not-open"));
}
