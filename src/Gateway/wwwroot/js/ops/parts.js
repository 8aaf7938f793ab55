// What several views of operators show alike.

import { h } from "../dom.js";
import { instantOf, relative } from "../words.js";

/** A view of messages that the broker counts a delivery of with each look is not looked at again by itself. */
export const NEVER = 2 ** 31 - 1;

/** "feedback-requested" as "Feedback requested" */
export const inPlainWords = (hyphened) => hyphened.charAt(0).toUpperCase() + hyphened.slice(1).replaceAll("-", " ");

/** The name of a message's type, of its URN. */
export const typeOf = (urn) => urn?.split(":").at(-1) ?? "unknown type";

export const storyLink = (id) => h("a", { href: `#/story/${encodeURIComponent(id)}` }, id);

export const instant = (at) => h("time", { datetime: at, title: instantOf(at) }, `${instantOf(at)}, ${relative(at)}`);

/** Names and values; nothing stands for what has no value. */
export const facts = (pairs) => h("dl", { class: "details" },
  pairs.filter(([, value]) => value !== null && value !== undefined && value !== "").map(([name, value]) =>
    h("div", { key: name }, h("dt", null, name), h("dd", null, value))));

/** What could not be read, with the reason. */
export const missingNotice = (missing) => Object.entries(missing).map(([part, reason]) =>
  h("p", { class: "notice", key: `missing-${part}` }, h("strong", null, `${inPlainWords(part)}: `), reason));

export const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`;
