// How the signed-in user takes emails.

import { get, request } from "./api.js";
import { h, toast, view } from "./dom.js";
import { refresh } from "./screen.js";
import { t, word } from "./texts.js";

const PATH = "/api/me/notification-preferences";

const MODES = ["on", "digest", "off"];

/** Name, language and time zone of the signed-in user, each null where the profile system has told none. */
export const readerProfile = () => get(PATH).then(({ displayName, locale, timeZone }) => ({ displayName, locale, timeZone }));

export const notificationsView = () => ({
  name: () => t("notifications"),
  load: () => get(PATH),
  draw: ({ items }) => view(t("notifications"),
    h("div", { class: "title" }, h("h1", null, t("notifications")), h("p", { class: "muted" }, t("notifications.lead"))),
    h("ul", { class: "panel choices" }, items.map(choice))),
});

function choice({ kind, email }) {
  const save = async ({ currentTarget: select }) => {
    const response = await request("PUT", PATH, { items: [{ kind, email: select.value }] }).catch(() => null);
    if (!response?.ok) select.value = email;
    toast(t(response?.ok ? "saved" : "not-saved"));
    await refresh();
  };
  const modes = MODES.includes(email) ? MODES : [...MODES, email];
  return h("li", { key: kind },
    h("label", { for: `email-${kind}` }, word("notifications", kind)),
    h("select", { id: `email-${kind}`, onchange: save },
      modes.map((mode) => h("option", { value: mode, selected: mode === email, key: mode }, word("notifications.mode", mode)))));
}
