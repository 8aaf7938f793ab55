// The Feedback tab of a contract room: what there is, what waits, what the caller may do, and why not.

import { get, newIdempotencyKey, post, session } from "./api.js";
import { busy, h, problemNotice, toast, view } from "./dom.js";
import { feedbackCard, RATINGS } from "./feedback.js";
import { redraw, refresh } from "./screen.js";
import { date, endOf, instantOf, nameOf, openFrom, relative, until } from "./words.js";

const COMMENT_LENGTH = 5000;
const STARS = [[1, "Poor"], [2, "Fair"], [3, "Good"], [4, "Very good"], [5, "Excellent"]];

export function roomView(contractId) {
  const path = `/api/contracts/${encodeURIComponent(contractId)}`;
  const requesting = sending(`${path}/feedback-requests`);
  const providing = sending(`${path}/feedback`);
  return {
    name: "Contract",
    load: () => get(`${path}/feedback`).catch((error) => {
      if (error.problem?.status === 404) return { missing: true };
      throw error;
    }),
    draw: (tab) => (tab.missing ? missingRoom() : room(tab, requesting, providing)),
  };
}

const missingRoom = () => view("Contract", h("h1", null, "No such contract"),
  h("p", { class: "empty" }, "There is no such contract, or you are not a party to it. ", h("a", { href: "#/contracts" }, "My contracts")));

function room(tab, requesting, providing) {
  const isClient = tab.contract.clientId === session.userId;
  return view(tab.contract.title,
    roomTitle(tab.contract),
    h("div", { class: "room" },
      h("section", { class: "actions", "aria-label": "What you can do" },
        tab.pendingRequest ? pendingCard(tab.pendingRequest, tab.contract, isClient) : null,
        isClient ? provideForm(tab, providing) : requestForm(tab, requesting)),
      h("section", { class: "all", "aria-labelledby": "all" },
        h("h2", { id: "all" }, "Feedback on this contract"),
        tab.feedback.length === 0
          ? h("p", { class: "empty" }, "None yet. What is given here stays; later feedback adds to it.")
          : tab.feedback.map(feedbackCard))));
}

function roomTitle(contract) {
  const fact = (name, value) => h("div", { key: name }, h("dt", null, name), h("dd", null, value));
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
  return h("article", { class: "card pending", key: request.requestId },
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
  return h("div", { class: "card quiet", key: "why-not" },
    h("h2", null, what),
    h("p", null, h("strong", null, ended ? "Closed: the contract has ended." : opens ? `Possible from ${until(opens)}.` : "Not possible now.")),
    h("ul", { class: "reasons" }, action.reasons.map((reason) => h("li", { "data-code": reason.code },
      reason.detail, saysItself ? null : h("span", { class: "muted" }, ` ${endOf(reason)}`)))));
}

/** What is sent from a form: what was wrong with it, and one key for as long as it stays the same. */
function sending(path) {
  let sent = null;
  const state = {
    errors: null,
    fail(errors) {
      state.errors = errors;
      redraw();
    },
    send: (button, body, thank) => busy(button, async () => {
      const content = JSON.stringify(body);
      if (sent?.content !== content) sent = { content, key: newIdempotencyKey() };
      state.fail(null);
      try {
        thank(await post(path, body, { idempotencyKey: sent.key }));
        await refresh();
      } catch (error) {
        state.fail(failure(error.problem));
      }
    }),
  };
  return state;
}

function requestForm(tab, requesting) {
  const action = tab.actions.requestFeedback;
  const client = nameOf(tab.contract.clientId);
  if (!action.allowed) {
    if (tab.pendingRequest && action.reasons.every((reason) => reason.code === "request-pending")) return null;
    return whyNot(action, "Request feedback");
  }

  const submit = (event) => {
    event.preventDefault();
    const { message, submit } = event.currentTarget.elements;
    requesting.send(submit, { message: message.value.trim() || null },
      (request) => toast(`${client} was asked and has until ${instantOf(request.expiresAt)}.`));
  };
  return h("form", { class: "card", key: "requesting", onsubmit: submit },
    h("h2", null, "Request feedback"),
    h("p", { class: "muted", id: "message-hint" }, `${client} gets an email and a message, and has 14 days to answer.`),
    h("label", { for: "message" }, "A note to the client"),
    h("textarea", { id: "message", rows: "3", placeholder: "Optional", "aria-describedby": "message-hint" }),
    h("div", { class: "errors" }, requesting.errors),
    h("button", { class: "primary", name: "submit" }, "Request feedback"));
}

function provideForm(tab, providing) {
  const action = tab.actions.giveFeedback;
  if (!action.allowed) return whyNot(action, "Give feedback");

  const freelancer = nameOf(tab.contract.freelancerId);
  const missing = providing.missing ?? [];
  const submit = (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const chosen = new FormData(form);
    providing.missing = RATINGS.filter(([name]) => !chosen.has(name));
    if (providing.missing.length > 0) {
      providing.fail(h("p", { class: "notice bad", role: "alert" }, `Please rate ${providing.missing.map(([, label]) => label.toLowerCase()).join(", ")}.`));
      form.querySelector(`input[name=${providing.missing[0][0]}]`).focus();
      return;
    }

    const ratings = Object.fromEntries(RATINGS.map(([name]) => [name, Number(chosen.get(name))]));
    providing.send(form.elements.submit, { ratings, comment: form.elements.comment.value.trim() || null }, () => toast(`Thank you. ${freelancer} was told.`));
  };
  const rated = (event) => {
    providing.missing = missing.filter(([name]) => name !== event.target.name);
    redraw();
  };
  const written = (event) => {
    providing.length = event.currentTarget.value.length;
    redraw();
  };
  return h("form", { class: "card giving", key: "providing", novalidate: true, onsubmit: submit, onchange: rated },
    h("h2", null, tab.pendingRequest ? "Your answer" : "Give feedback"),
    h("p", { class: "muted" }, `Public: it shows at once here and in ${freelancer}'s work history. It can't be changed later, and does not count toward the Job Success Score.`),
    RATINGS.map(([name, label]) => stars(name, label, missing.some(([other]) => other === name))),
    h("label", { for: "comment" }, "Comment ", h("span", { class: "muted" }, "optional")),
    h("textarea", { id: "comment", rows: "5", maxlength: String(COMMENT_LENGTH), "aria-describedby": "comment-left", oninput: written }),
    h("p", { class: "muted", id: "comment-left" }, `${COMMENT_LENGTH - (providing.length ?? 0)} characters left`),
    h("div", { class: "errors" }, providing.errors),
    h("button", { class: "primary", name: "submit" }, tab.pendingRequest ? "Answer" : "Give feedback"));
}

function stars(name, label, missing) {
  return h("fieldset", { class: "stars", id: `rating-${name}`, "data-missing": missing },
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
