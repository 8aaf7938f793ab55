// The signed-in user's contracts.

import { h, view } from "./dom.js";
import { pages } from "./pages.js";
import { date, nameOf, openFrom, relative, until } from "./words.js";

export function contractsView() {
  const list = pages("/api/me/contracts");
  return {
    name: "My contracts",
    load: list.load,
    draw: (contracts) => view("My contracts",
      h("div", { class: "title" }, h("h1", null, "My contracts")),
      contracts.items.length > 0
        ? [h("ul", { class: "cards" }, contracts.items.map(contractCard)), list.more(contracts)]
        : h("p", { class: "empty" }, "You have no contracts yet.")),
  };
}

function contractCard({ contract, callerRole, actions }) {
  const client = callerRole === "client";
  const action = client ? actions.giveFeedback : actions.requestFeedback;
  return h("li", { key: contract.contractId }, h("a", { class: "card contract", href: `#/contracts/${encodeURIComponent(contract.contractId)}` },
    h("div", null,
      h("h2", null, contract.title),
      h("p", { class: "muted" }, client ? `Freelancer: ${nameOf(contract.freelancerId)}` : `Client: ${nameOf(contract.clientId)}`,
        contract.agencyId ? ` · with ${nameOf(contract.agencyId)}` : "")),
    h("p", { class: "muted dates" }, contract.endedAt ? `Ended ${relative(contract.endedAt)}` : `Started ${date(contract.startedAt)}`),
    status(contract, action, client)));
}

function status(contract, action, client) {
  if (contract.endedAt) return h("p", { class: "state" }, h("span", { class: "pill grey" }, "Ended"));
  if (action.allowed) return h("p", { class: "state" }, h("span", { class: "pill green" }, client ? "You can give feedback" : "You can ask for feedback"));
  if (action.reasons.some((reason) => reason.code === "request-pending"))
    return h("p", { class: "state" }, h("span", { class: "pill gold" }, "Waiting for an answer"));

  const opens = openFrom(action.reasons);
  return h("p", { class: "state muted" }, opens ? `Opens ${until(opens)}` : action.reasons.at(-1)?.detail ?? "Not open now");
}
