// Describes elements, and changes the document to match a description. What is the same stays the same element, with its focus,
// its text being written and its state; only what differs changes. Text always goes in as text nodes, never as markup.

import { t } from "./texts.js";
import { inWords } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = ["svg", "path", "text"];

const contents = new WeakMap();
const handlers = new WeakMap();
const working = new WeakSet();

const shown = (child) => child !== null && child !== undefined && child !== false;

const flat = (children) => [children].flat(Infinity).filter(shown).map((child) => (child.tag ? child : String(child)));

/** Describes an element. Its key, or else its id, tells it from siblings with the same tag. */
export const h = (tag, properties, ...children) => {
  const { key, ...rest } = properties ?? {};
  return { tag, key: key ?? rest.id ?? null, properties: rest, children: flat(children) };
};

/** Makes the content of the element what is described. If the element with the focus is gone, the focus goes to one close by. */
export function render(parent, ...children) {
  if (!contents.has(parent)) parent.replaceChildren();
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  const around = focused && ancestors(focused, parent);
  update(parent, flat(children));
  if (focused && !(focused.isConnected && focused.checkVisibility())) focusNear(around);
}

function ancestors(element, until) {
  const all = [];
  for (let ancestor = element.parentElement; ancestor && ancestor !== until.parentElement; ancestor = ancestor.parentElement) all.push(ancestor);
  return all;
}

function focusNear(around) {
  const near = around.find((ancestor) => ancestor.isConnected);
  const target = near?.querySelector("[data-focus]") ?? [...near?.querySelectorAll("a, button, input, textarea, summary") ?? []]
    .find((element) => element.checkVisibility());
  if (target) target.focus();
  else document.getElementById("view").focus({ preventScroll: true });
}

/** What a view gives to be shown. */
export const view = (title, ...content) => ({ title, content });

function update(parent, next) {
  const free = [...contents.get(parent) ?? []];
  const now = next.map((description) => {
    const found = free.findIndex((old) => isSame(old.description, description));
    if (found < 0) return { description, node: create(description) };

    const [{ node, description: before }] = free.splice(found, 1);
    change(node, before, description);
    return { description, node };
  });
  for (const { node } of free) node.remove();
  place(parent, now.map(({ node }) => node));
  contents.set(parent, now);
}

const isSame = (one, other) => typeof one === typeof other && one.tag === other.tag && one.key === other.key;

function create(description) {
  if (!description.tag) return document.createTextNode(description);

  const node = SHAPES.includes(description.tag) ? document.createElementNS(SVG, description.tag) : document.createElement(description.tag);
  change(node, { properties: {} }, description);
  return node;
}

function change(node, before, after) {
  if (!after.tag) {
    if (before !== after) node.data = after;
    return;
  }

  for (const name of Object.keys({ ...before.properties, ...after.properties })) {
    const value = after.properties[name];
    if (name.startsWith("on")) listen(node, name.slice(2), value);
    else if (value !== before.properties[name]) setAttribute(node, name, value);
  }
  update(node, after.children);
}

function setAttribute(node, name, value) {
  // Once somebody has chosen, the attribute decides no longer.
  if (name === "selected" || name === "checked") node[name] = shown(value);
  if (shown(value)) node.setAttribute(name, value === true ? "" : value);
  else node.removeAttribute(name);
}

function listen(node, type, handler) {
  handlers.set(node, { ...handlers.get(node), [type]: handler });
  node.addEventListener(type, handle);
}

const handle = (event) => handlers.get(event.currentTarget)[event.type]?.(event);

/** Puts the nodes in order. An element that is pressed or has the focus would lose it on the way: the others move around it. */
function place(parent, nodes) {
  const held = nodes.find((node) => node.matches?.(":active, :focus-within"));
  let next = parent.firstChild;
  for (const node of nodes) {
    if (node === next || node === held) next = node.nextSibling;
    else parent.insertBefore(node, next);
  }
}

export function toast(text, href, onfollow) {
  const toasts = document.getElementById("toasts");
  const item = create(h("div", { class: "toast", onclick: () => item.remove() }, href ? h("a", { href, onclick: onfollow }, text) : text));
  toasts.append(item);
  keepFocusClearOf(toasts);
  const away = () => (item.matches(":hover, :focus-within") ? setTimeout(away, 8000) : item.remove());
  setTimeout(away, 8000);
}

/** What has the focus, and what gets it later, is not behind the toasts. */
function keepFocusClearOf(toasts) {
  document.documentElement.style.setProperty("--toasts", `${toasts.offsetHeight}px`);
  const focused = document.activeElement;
  const { top, bottom } = focused.getBoundingClientRect();
  if (focused.matches("#view *") && top < innerHeight && bottom > toasts.getBoundingClientRect().top) focused.scrollIntoView({ block: "nearest" });
}

/** Turns a button off while its work is under way. It keeps the focus, which a disabled button would lose. */
export async function busy(button, work) {
  if (working.has(button)) return;

  working.add(button);
  button.setAttribute("aria-disabled", "true");
  button.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    working.delete(button);
    button.removeAttribute("aria-disabled");
    button.removeAttribute("aria-busy");
  }
}

export function problemNotice(problem) {
  const { title, detail } = inWords(problem);
  return h("div", { class: "notice bad", role: "alert" }, h("strong", null, title), " ", detail,
    problem.traceId ? h("span", { class: "trace" }, ` ${t("trace", { id: problem.traceId })}`) : null);
}
