// What is sent from a form: what was wrong with it, and one key for as long as its content stays the same.

import { newIdempotencyKey, post } from "./api.js";
import { busy, h, problemNotice } from "./dom.js";
import { redraw, refresh } from "./screen.js";
import { t } from "./texts.js";
import { endOf, lengthOf } from "./words.js";

/** @param path Where it is sent to. */
export function sending(path) {
  let sent = null;
  const state = {
    /** What the server said against it, until the content changes. */
    problem: null,
    mended() {
      state.problem = null;
      redraw();
    },
    send: (button, body, done) => busy(button, async () => {
      const content = JSON.stringify(body);
      if (sent?.content !== content) sent = { content, key: newIdempotencyKey() };
      state.mended();
      try {
        done(await post(path, body, { idempotencyKey: sent.key }));
        await refresh();
      } catch (error) {
        if (!error.problem) throw error;
        state.problem = error.problem;
        redraw();
      }
    }),
  };
  return state;
}

/** @param reasonInWords Says a reason of a refusal. */
export function failure(problem, reasonInWords) {
  if (!problem) return null;
  if (problem.reasons) {
    return h("div", { class: "notice bad", role: "alert" },
      h("strong", null, t("problem.refused")),
      h("ul", null, problem.reasons.map((reason) => h("li", null, reasonInWords(reason), " ", endOf(reason)))));
  }
  if (problem.errors) {
    return h("div", { class: "notice bad", role: "alert" },
      h("ul", null, Object.entries(problem.errors).map(([member, faults]) => h("li", null, h("code", null, member), ` ${faults.join("; ")}`))));
  }
  return problemNotice(problem);
}

/** A text with a counter. Pasted text that is too long stays as it is, for its writer to shorten. */
export function textWithCounter({ id, label, optional, rows, max, text, oninput }) {
  const over = max ? lengthOf(text) - max : 0;
  return [
    h("label", { for: id }, label, optional ? h("span", { class: "muted" }, ` ${t("optional")}`) : null),
    h("textarea", { id, rows, "aria-describedby": `${id}-left`, "aria-invalid": over > 0 ? "true" : null, oninput }, text),
    max ? h("p", { class: over > 0 ? "count over" : "count muted", id: `${id}-left` },
      t(over > 0 ? "characters-too-many" : "characters-left", { count: Math.abs(over) })) : null,
  ];
}
