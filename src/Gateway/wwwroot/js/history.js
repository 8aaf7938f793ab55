// Public work histories: of a freelancer, and of an agency, which never shows mid-contract feedback.

import { get } from "./api.js";
import { busy, h, problemNotice, view } from "./dom.js";
import { feedbackCard } from "./feedback.js";
import { date, initials, nameOf } from "./words.js";

export async function showHistory(kind, ownerId) {
  const list = h("ol", { class: "history" });
  const more = h("div", { class: "more" });
  const load = async (cursor) => {
    const page = await get(`/api/${kind}/${encodeURIComponent(ownerId)}/work-history?limit=20${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    list.append(...page.items.map(contractInHistory));
    more.replaceChildren(...(page.next
      ? [h("button", { type: "button", onclick: (event) => busy(event.currentTarget, () => load(page.next)) }, "Show more")]
      : []));
  };
  const title = h("div", { class: "title profile" },
    h("span", { class: "avatar large", "aria-hidden": "true" }, initials(ownerId)),
    h("div", null, h("h1", null, nameOf(ownerId)), h("p", { class: "muted" }, kind === "agencies" ? "Agency · public work history" : "Public work history")));

  try {
    await load(null);
    return view(nameOf(ownerId), title, list.children.length > 0 ? [list, more] : h("p", { class: "empty" }, "No contracts yet."));
  } catch (error) {
    return view(nameOf(ownerId), title, problemNotice(error.problem));
  }
}

function contractInHistory({ contract, feedback }) {
  return h("li", { class: "past" },
    h("h2", null, contract.title, " ", h("span", { class: `pill ${contract.endedAt ? "grey" : "green"}` }, contract.endedAt ? "Ended" : "Active")),
    h("p", { class: "muted" }, `${date(contract.startedAt)} – ${contract.endedAt ? date(contract.endedAt) : "now"}`),
    feedback.length === 0 ? h("p", { class: "muted" }, "No public feedback yet.") : feedback.map(feedbackCard));
}
