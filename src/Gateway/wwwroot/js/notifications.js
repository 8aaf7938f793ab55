// How the signed-in user takes emails.

import { get, request } from "./api.js";
import { h, toast, view } from "./dom.js";
import { refresh } from "./screen.js";

const PATH = "/api/me/notification-preferences";

const KINDS = {
  "feedback-requested": "A freelancer asks for my feedback",
  "feedback-reminder": "A reminder that a request is still open",
  "feedback-received": "A client gave me feedback",
  "request-expired": "A request of mine expired",
  "request-closed": "A request of mine was closed",
};

const MODES = { on: "At once", digest: "Once a day", off: "Never" };

export const notificationsView = () => ({
  name: "Notifications",
  load: () => get(PATH),
  draw: ({ items }) => view("Notifications",
    h("h1", null, "Notifications"),
    h("p", null, "Emails can come at once, in one email a day, or never. The messages here always stay."),
    items.map(choice)),
});

function choice({ kind, email }) {
  const save = async ({ currentTarget: select }) => {
    const response = await request("PUT", PATH, { items: [{ kind, email: select.value }] }).catch(() => null);
    if (!response?.ok) select.value = email;
    toast(response?.ok ? "Saved." : "That was not saved. Try again.");
    await refresh();
  };
  return h("p", { class: "field", key: kind },
    h("label", { for: `email-${kind}` }, KINDS[kind] ?? kind), " ",
    h("select", { id: `email-${kind}`, onchange: save },
      Object.entries(MODES).map(([mode, text]) => h("option", { value: mode, selected: mode === email, key: mode }, text))));
}
