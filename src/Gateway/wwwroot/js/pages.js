// Lists that come page by page.

import { get } from "./api.js";
import { busy, h } from "./dom.js";
import { refresh } from "./screen.js";
import { t } from "./texts.js";

const idOf = ({ messageId, deliveryId, version, reportId, signalId, contract }) =>
  messageId ?? deliveryId ?? version ?? reportId ?? signalId ?? contract.contractId;

/** A list of which the reader opens page after page. What changed its place between two pages may come on both. */
export function pages(path) {
  let opened = 1;
  return {
    /** All items of the pages that are open, and whether there are more. */
    async load() {
      const items = [];
      let last = null;
      for (let page = 0; page < opened && (last === null || last.next); page++) {
        const query = new URLSearchParams({ limit: "20", ...last && { cursor: last.next } });
        last = await get(`${path}${path.includes("?") ? "&" : "?"}${query}`);
        items.push(...last.items.filter((item) => !items.some((known) => idOf(known) === idOf(item))));
      }
      return { ...last, items };
    },

    more: ({ next }) => next && h("div", { class: "more" },
      h("button", { type: "button", onclick: (event) => { opened++; busy(event.currentTarget, refresh); } }, t("show-more"))),
  };
}
