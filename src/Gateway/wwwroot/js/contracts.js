// The signed-in user's contracts, with what waits on each. Those that wait for the user come first.

import { h, view } from "./dom.js";
import { pages } from "./pages.js";
import { date, instantOf, left, openFrom, reasonOf, relative, until } from "./words.js";

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

function contractCard({ contract, callerRole, pendingRequest, lastFeedback, actions }) {
  const client = callerRole === "client";
  const others = client ? `Freelancer: ${contract.freelancerName}` : `Client: ${contract.clientName}`;
  const waits = client && pendingRequest;
  return h("li", { key: contract.contractId }, h("a", {
    class: waits ? "card contract waits" : "card contract", href: `#/contracts/${encodeURIComponent(contract.contractId)}`,
  },
    h("div", null,
      h("h2", null, contract.title),
      h("p", { class: "muted" }, others, contract.agencyId ? ` · with ${contract.agencyName}` : ""),
      h("p", { class: "muted" }, contract.endedAt ? `Ended ${date(contract.endedAt)}` : `Started ${date(contract.startedAt)}`,
        lastFeedback ? ` · Feedback of ${Number(lastFeedback.score).toFixed(2)} ${relative(lastFeedback.providedAt)}` : "")),
    h("div", { class: "state" }, status(contract, pendingRequest, client ? actions.giveFeedback : actions.requestFeedback, client))));
}

function status(contract, pendingRequest, action, client) {
  const pill = (colour, text) => h("p", null, h("span", { class: `pill ${colour}` }, text));
  if (pendingRequest) {
    return [
      pill("gold", client ? "Waits for your answer" : "Waits for the client"),
      h("p", { class: "muted" }, `Asked ${date(pendingRequest.requestedAt)}, until ${instantOf(pendingRequest.expiresAt)}`),
      h("p", null, h("strong", null, left(pendingRequest.expiresAt))),
    ];
  }
  if (contract.endedAt) return pill("grey", "Ended");
  if (action.allowed) return pill("green", client ? "You can give feedback" : "You can ask for feedback");

  const opens = openFrom(action.reasons);
  const reason = action.reasons.find((other) => !other.endsAt) ?? action.reasons.at(-1);
  return h("p", { class: "muted" }, opens ? `Opens ${until(opens)}` : reason ? reasonOf(reason, contract, client) : "Not open now");
}
