import { session } from "./api.js";
import { busy, h, toast, view } from "./dom.js";
import { demo, demoToken, people } from "./demo.js";
import { t, word } from "./texts.js";
import { initials } from "./words.js";

/**
 * @param again Whether the reader's session has ended.
 * @param page Who there is to be in the demo, and what the page says of itself.
 */
export const signInView = (onSignedIn, again, page = { people }) => ({
  name: () => t("sign-in"),
  draw: () => view(t("sign-in"),
    h("section", { class: "hero" },
      h("h1", null, page.title ?? t("sign-in.hero")),
      h("p", null, page.lead ?? t("sign-in.lead"))),
    again ? h("p", { class: "notice bad", role: "alert" }, t("sign-in.again")) : null,
    demo.seeding ? h("p", { class: "notice", role: "status", key: "seeding" }, t("sign-in.seeding")) : null,
    demo.on && !demo.seeding ? peopleToBe(onSignedIn, page.people) : null,
    tokenForm(onSignedIn)),
});

function peopleToBe(onSignedIn, those) {
  const signIn = (person, button) => busy(button, async () => {
    try {
      session.token = await demoToken(person.id, person.roles);
      onSignedIn();
    } catch (error) {
      toast(error.message);
    }
  });
  const card = (person) => h("li", null, h("button", {
    type: "button", class: "person", "data-user": person.id, onclick: (event) => signIn(person, event.currentTarget),
  }, h("span", { class: "avatar", "aria-hidden": "true" }, initials(person.name)), h("span", { class: "person-name" }, person.name), h("span", { class: "muted" }, word("role", person.role))));

  return h("section", { class: "panel", "aria-labelledby": "be" },
    h("h2", { id: "be" }, t("sign-in.who")),
    h("ul", { class: "people" }, those.map(card)),
    those === people ? h("p", { class: "muted" }, t("sign-in.tabs")) : null);
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
      input.setCustomValidity(t("sign-in.no-token"));
      input.reportValidity();
    }
  };
  return h("details", { class: "panel", open: !demo.on },
    h("summary", null, t("sign-in.by-token")),
    h("form", { class: "row", onsubmit: submit },
      h("label", { for: "token" }, t("sign-in.token")),
      h("input", {
        id: "token", type: "password", autocomplete: "off", spellcheck: "false", required: true,
        oninput: (event) => event.currentTarget.setCustomValidity(""),
      }),
      h("button", { class: "primary" }, t("sign-in"))));
}
