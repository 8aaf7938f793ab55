import { session } from "./api.js";
import { busy, h, toast, view } from "./dom.js";
import { demo, demoToken, people } from "./demo.js";
import { initials } from "./words.js";

/** @param reason Why the reader has to sign in again, if that is so. */
export const signInView = (onSignedIn, reason) => ({
  name: "Sign in",
  draw: () => view("Sign in",
    h("section", { class: "hero" },
      h("h1", null, "Feedback while the work goes on"),
      h("p", null, "A freelancer asks, the client answers within 14 days, and both see it in the contract room and in the public work history, long before the contract ends.")),
    reason ? h("p", { class: "notice bad", role: "alert" }, reason) : null,
    demo.seeding ? h("p", { class: "notice", role: "status", key: "seeding" }, "The demo data is being played. It takes some seconds.") : null,
    demo.on && !demo.seeding ? peopleToBe(onSignedIn) : null,
    tokenForm(onSignedIn)),
});

function peopleToBe(onSignedIn) {
  const signIn = (person, button) => busy(button, async () => {
    try {
      session.token = await demoToken(person.id);
      onSignedIn();
    } catch (error) {
      toast(error.message);
    }
  });
  const card = (person) => h("li", null, h("button", {
    type: "button", class: "person", "data-user": person.id, onclick: (event) => signIn(person, event.currentTarget),
  }, h("span", { class: "avatar", "aria-hidden": "true" }, initials(person.name)), h("span", { class: "person-name" }, person.name), h("span", { class: "muted" }, person.does)));

  return h("section", { class: "panel", "aria-labelledby": "be" },
    h("h2", { id: "be" }, "Who would you like to be?"),
    h("ul", { class: "people" }, people.map(card)),
    h("p", { class: "muted" }, "Each browser tab signs in by itself: open two, and be both sides of a contract."));
}

function tokenForm(onSignedIn) {
  const submit = (event) => {
    event.preventDefault();
    const input = event.currentTarget.elements.token;
    session.token = input.value.trim();
    if (session.userId) {
      onSignedIn();
    } else {
      session.token = null;
      input.setCustomValidity("This is not a token that names a user.");
      input.reportValidity();
    }
  };
  return h("details", { class: "panel", open: !demo.on },
    h("summary", null, "Sign in with an access token"),
    h("form", { class: "row", onsubmit: submit },
      h("label", { for: "token" }, "Bearer token"),
      h("input", {
        id: "token", type: "password", autocomplete: "off", spellcheck: "false", required: true,
        oninput: (event) => event.currentTarget.setCustomValidity(""),
      }),
      h("button", { class: "primary" }, "Sign in")));
}
