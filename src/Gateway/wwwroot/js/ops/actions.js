// What operators do: it is confirmed where it can't be undone, and what came of it stays in sight.

import { busy, h, problemNotice, render } from "../dom.js";
import { redraw, refresh } from "../screen.js";

/** What came of the latest action. */
let outcome = null;

export const forgetOutcome = () => { outcome = null; };

export const outcomeNotice = () => h("div", { class: "outcome", id: "outcome", role: "status" },
  outcome?.problem ? failure(outcome.problem) : outcome ? h("p", { class: "notice" }, outcome.text) : null);

/** The API's own words, which say more of these calls than the page's. */
const failure = (problem) => (problem.detail
  ? h("p", { class: "notice bad" }, h("strong", null, problem.title), ` ${problem.detail} `, h("span", { class: "trace" }, problem.traceId))
  : problemNotice(problem));

/**
 * A button that does something.
 * @param text What it says.
 * @param act Does it, and resolves to what came of it, in words.
 * @param question What is asked before, if it can't be undone, and what the button says that does it.
 * @param then What follows, instead of loading the view again.
 */
export function action(text, act, { id, question, then = refresh, danger = false, label } = {}) {
  const run = async () => {
    try {
      outcome = { text: await act() };
    } catch (error) {
      if (!error.problem) throw error;
      outcome = { problem: error.problem };
      redraw();
      return;
    }
    await then();
  };
  return h("button", {
    type: "button",
    class: danger ? "small danger" : "small",
    id,
    "aria-label": label ?? null,
    onclick: async (event) => {
      const button = event.currentTarget;
      if (!question || await confirmed({ danger, ...question })) await busy(button, run);
    },
  }, text);
}

/** Asks, and resolves to whether it is to be done. The focus returns to where it was. */
const confirmed = ({ title, detail, text, danger }) => shown((dialog) => [
  h("h2", { id: "question-title" }, title),
  h("p", null, detail),
  h("div", { class: "row" },
    h("button", { type: "button", autofocus: true, onclick: () => dialog.close() }, "Cancel"),
    h("button", { type: "button", class: danger ? "danger" : "primary", onclick: () => dialog.close("yes") }, text)),
]);

/** Shows what nobody is told again, until somebody says that it is stored: the Escape key does not lose it. */
export const kept = ({ title, detail, secret }) => shown((dialog) => {
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  // Chromium closes at the second Escape, whatever is prevented.
  dialog.addEventListener("keydown", (event) => { if (event.key === "Escape") event.preventDefault(); });
  return [
    h("h2", { id: "question-title" }, title),
    h("p", null, detail),
    h("label", { for: "secret" }, "Secret"),
    h("input", { id: "secret", type: "text", readonly: true, autofocus: true, autocomplete: "off", value: secret, onfocus: (event) => event.currentTarget.select() }),
    h("div", { class: "row" },
      h("button", { type: "button", onclick: () => copy(dialog) }, "Copy"),
      h("button", { type: "button", class: "primary", onclick: () => dialog.close("yes") }, "I have stored it")),
    h("p", { class: "muted", id: "copied", role: "status" }, ""),
  ];
});

async function copy(dialog) {
  const field = dialog.querySelector("#secret");
  let text = "Copied.";
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select();
    text = "The browser does not copy it: it is selected, copy it yourself.";
  }
  dialog.querySelector("#copied").textContent = text;
}

/** Shows a dialog until it is closed, and resolves to whether that was by its last button. */
function shown(contents) {
  const dialog = document.createElement("dialog");
  dialog.className = "question";
  dialog.setAttribute("aria-labelledby", "question-title");
  render(dialog, ...contents(dialog));
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}
