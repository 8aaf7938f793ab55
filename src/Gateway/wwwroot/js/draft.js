// What somebody was writing when their session ended. It waits in this tab until the same person is back at the same place.

import { session } from "./api.js";

const DRAFT = "feedback.draft";

const fields = (place) => [...place.querySelectorAll("form.card textarea, form.card input[type=radio], form.not-now input[type=date]")];

/** Keeps what is written in the place for that user. */
export function keepDraft(place, userId) {
  const written = fields(place).filter((field) => (field.type === "radio" ? field.checked : field.value))
    .map(({ type, name, id, value }) => ({ type, name, id, value }));
  if (written.length > 0) sessionStorage.setItem(DRAFT, JSON.stringify({ userId, at: location.hash, written }));
}

/** Writes it again, once. */
export function restoreDraft(place) {
  const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? "null");
  if (!draft || !session.userId) return;

  if (draft.userId !== session.userId) sessionStorage.removeItem(DRAFT);
  if (draft.userId !== session.userId || draft.at !== location.hash) return;

  sessionStorage.removeItem(DRAFT);
  for (const { type, name, id, value } of draft.written) {
    const field = fields(place).find((other) => other.type === type && (type === "radio" ? other.name === name && other.value === value : other.id === id));
    if (!field) continue;

    if (type === "radio") field.checked = true;
    else field.value = value;
    field.dispatchEvent(new Event(type === "radio" ? "change" : "input", { bubbles: true }));
  }
}
