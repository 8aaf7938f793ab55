// The Feedback tab of a contract room: what there is, what waits, what the caller may do, and why not.

import { get, newIdempotencyKey, post, session } from "./api.js";
import { busy, h, problemNotice, toast, view } from "./dom.js";
import { feedbackCard, RATINGS } from "./feedback.js";
import { date, endOf, instantOf, nameOf, openFrom, relative, until } from "./words.js";

const COMMENT_LENGTH = 5000;
const STARS = [[1, "Poor"], [2, "Fair"], [3, "Good"], [4, "Very good"], [5, "Excellent"]];

export async function showRoom(contractId, again) {
  const path = `/api/contracts/${encodeURIComponent(contractId)}`;
  let tab;
  try {
    tab = await get(`${path}/feedback`);
  } catch (error) {
    const missing = error.problem.status === 404;
    return view("Contract", h("h1", null, missing ? "No such contract" : "Contract"),
      missing ? h("p", { class: "empty" }, "There is no such contract, or you are not a party to it. ", h("a", { href: "#/contracts" }, "My contracts")) : problemNotice(error.problem));
  }

  const isClient = tab.contract.clientId === session.userId;
  return view(tab.contract.title,
    roomTitle(tab.contract),
    h("div", { class: "room" },
      h("section", { class: "actions", "aria-label": "What you can do" },
        tab.pendingRequest ? pendingCard(tab.pendingRequest, tab.contract, isClient) : null,
        isClient ? provideForm(tab, path, again) : requestForm(tab, path, again)),
      h("section", { class: "all", "aria-labelledby": "all" },
        h("h2", { id: "all" }, "Feedback on this contract"),
        tab.feedback.length === 0
          ? h("p", { class: "empty" }, "None yet. What is given here stays; later feedback adds to it.")
          : tab.feedback.map(feedbackCard))));
}

function roomTitle(contract) {
  const fact = (name, value) => h("div", null, h("dt", null, name), h("dd", null, value));
  return h("div", { class: "title" },
    h("nav", { "aria-label": "Where you are", class: "crumbs" }, h("a", { href: "#/contracts" }, "My contracts")),
    h("h1", null, contract.title),
    h("dl", { class: "facts" },
      fact("Client", nameOf(contract.clientId)),
      fact("Freelancer", h("a", { href: `#/freelancers/${encodeURIComponent(contract.freelancerId)}` }, nameOf(contract.freelancerId))),
      contract.agencyId ? fact("Agency", h("a", { href: `#/agencies/${encodeURIComponent(contract.agencyId)}` }, nameOf(contract.agencyId))) : null,
      fact("Started", date(contract.startedAt)),
      contract.endedAt ? fact("Ended", date(contract.endedAt)) : null,
      contract.lastPaymentAt ? fact("Last payment", `${date(contract.lastPaymentAt)}, ${relative(contract.lastPaymentAt)}`) : null));
}

function pendingCard(request, contract, isClient) {
  return h("article", { class: "card pending" },
    h("h2", null, isClient ? `${nameOf(contract.freelancerId)} asks for your feedback` : "Your request is waiting"),
    request.message ? h("blockquote", null, request.message) : null,
    h("p", null, isClient ? "Answer by " : `${nameOf(contract.clientId)} can answer until `, h("strong", null, instantOf(request.expiresAt)), ` (${relative(request.expiresAt)}).`),
    h("p", { class: "muted" }, `Asked ${relative(request.requestedAt)}.`),
    request.deliveries?.length ? h("details", null,
      h("summary", null, "What became of the notices"),
      h("ul", { class: "deliveries" }, request.deliveries.map((delivery) => h("li", null,
        h("span", { class: `dot ${delivery.status}` }), `${delivery.channel === "email" ? "Email" : "Message"} to ${nameOf(delivery.recipientId)}: ${delivery.status.replaceAll("-", " ")}, ${relative(delivery.at)}`)))) : null);
}

function whyNot(action, what) {
  const opens = openFrom(action.reasons);
  const ended = action.reasons.some((reason) => reason.code === "contract-ended");
  const saysItself = ended || (opens && action.reasons.length === 1);
  return h("div", { class: "card quiet" },
    h("h2", null, what),
    h("p", null, h("strong", null, ended ? "Closed: the contract has ended." : opens ? `Possible from ${until(opens)}.` : "Not possible now.")),
    h("ul", { class: "reasons" }, action.reasons.map((reason) => h("li", { "data-code": reason.code },
      reason.detail, saysItself ? null : h("span", { class: "muted" }, ` ${endOf(reason)}`)))));
}

function requestForm(tab, path, again) {
  const action = tab.actions.requestFeedback;
  const client = nameOf(tab.contract.clientId);
  if (!action.allowed) {
    if (tab.pendingRequest && action.reasons.every((reason) => reason.code === "request-pending")) return null;
    return whyNot(action, "Request feedback");
  }

  const key = newIdempotencyKey();
  const message = h("textarea", { id: "message", rows: "3", placeholder: "Optional", "aria-describedby": "message-hint" });
  const errors = h("div", { class: "errors" });
  const submit = h("button", { class: "primary", type: "submit" }, "Request feedback");
  const send = (event) => {
    event.preventDefault();
    errors.replaceChildren();
    busy(submit, async () => {
      try {
        const request = await post(`${path}/feedback-requests`, { message: message.value.trim() || null }, { idempotencyKey: key });
        toast(`${client} was asked and has until ${instantOf(request.expiresAt)}.`);
        again();
      } catch (error) {
        errors.replaceChildren(failure(error.problem));
      }
    });
  };
  return h("form", { class: "card", onsubmit: send },
    h("h2", null, "Request feedback"),
    h("p", { class: "muted", id: "message-hint" }, `${client} gets an email and a message, and has 14 days to answer.`),
    h("label", { for: "message" }, "A note to the client"), message, errors, submit);
}

function provideForm(tab, path, again) {
  const action = tab.actions.giveFeedback;
  if (!action.allowed) return whyNot(action, "Give feedback");

  const freelancer = nameOf(tab.contract.freelancerId);
  const key = newIdempotencyKey();
  const comment = h("textarea", { id: "comment", rows: "5", maxlength: String(COMMENT_LENGTH), "aria-describedby": "comment-left" });
  const left = h("p", { class: "muted", id: "comment-left" }, `${COMMENT_LENGTH} characters left`);
  comment.addEventListener("input", () => { left.textContent = `${COMMENT_LENGTH - comment.value.length} characters left`; });
  const errors = h("div", { class: "errors" });
  const submit = h("button", { class: "primary", type: "submit" }, tab.pendingRequest ? "Answer" : "Give feedback");
  const form = h("form", { class: "card giving", novalidate: true },
    h("h2", null, tab.pendingRequest ? "Your answer" : "Give feedback"),
    h("p", { class: "muted" }, `Public: it shows at once here and in ${freelancer}'s work history. It can't be changed later, and does not count toward the Job Success Score.`),
    RATINGS.map(([name, label]) => stars(name, label)),
    h("label", { for: "comment" }, "Comment ", h("span", { class: "muted" }, "optional")), comment, left, errors, submit);
  form.addEventListener("change", (event) => event.target.closest("fieldset")?.removeAttribute("data-missing"));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    errors.replaceChildren();
    const chosen = new FormData(form);
    const missing = RATINGS.filter(([name]) => !chosen.has(name));
    for (const [name] of RATINGS) form.querySelector(`#rating-${name}`).toggleAttribute("data-missing", missing.some(([other]) => other === name));
    if (missing.length > 0) {
      errors.replaceChildren(h("p", { class: "notice bad", role: "alert" }, `Please rate ${missing.map(([, label]) => label.toLowerCase()).join(", ")}.`));
      form.querySelector(`input[name=${missing[0][0]}]`).focus();
      return;
    }

    busy(submit, async () => {
      const ratings = Object.fromEntries(RATINGS.map(([name]) => [name, Number(chosen.get(name))]));
      try {
        await post(`${path}/feedback`, { ratings, comment: comment.value.trim() || null }, { idempotencyKey: key });
        toast(`Thank you. ${freelancer} was told.`);
        again();
      } catch (error) {
        errors.replaceChildren(failure(error.problem));
      }
    });
  });
  return form;
}

function stars(name, label) {
  return h("fieldset", { class: "stars", id: `rating-${name}` },
    h("legend", null, label),
    h("div", null, STARS.map(([value, word]) => h("label", { title: `${value}: ${word}` },
      h("input", { type: "radio", name, value: String(value) }), h("span", { class: "star", "aria-hidden": "true" }), h("span", { class: "hidden" }, `${value}, ${word}`)))));
}

function failure(problem) {
  if (problem.reasons) {
    return h("div", { class: "notice bad", role: "alert" },
      h("strong", null, "Refused."),
      h("ul", null, problem.reasons.map((reason) => h("li", null, reason.detail, " ", endOf(reason)))));
  }
  if (problem.errors) {
    return h("div", { class: "notice bad", role: "alert" },
      h("ul", null, Object.entries(problem.errors).map(([member, faults]) => h("li", null, h("code", null, member), ` ${faults.join("; ")}`))));
  }
  return problemNotice(problem);
}
