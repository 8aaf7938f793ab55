// The signed-in user's contracts.

import { get } from "./api.js";
import { busy, h, problemNotice, view } from "./dom.js";
import { date, nameOf, openFrom, relative, until } from "./words.js";

export async function showContracts() {
  const list = h("ul", { class: "cards" });
  const more = h("div", { class: "more" });
  const load = async (cursor) => {
    const page = await get(`/api/me/contracts?limit=20${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    list.append(...page.items.map(contractCard));
    more.replaceChildren(...(page.next
      ? [h("button", { type: "button", onclick: (event) => busy(event.currentTarget, () => load(page.next)) }, "Show more")]
      : []));
  };
  const title = h("div", { class: "title" }, h("h1", null, "My contracts"));

  try {
    await load(null);
    return view("My contracts", title, list.children.length > 0 ? [list, more] : h("p", { class: "empty" }, "You have no contracts yet."));
  } catch (error) {
    return view("My contracts", title, problemNotice(error.problem));
  }
}

function contractCard({ contract, callerRole, actions }) {
  const client = callerRole === "client";
  const action = client ? actions.giveFeedback : actions.requestFeedback;
  return h("li", null, h("a", { class: "card contract", href: `#/contracts/${encodeURIComponent(contract.contractId)}` },
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
