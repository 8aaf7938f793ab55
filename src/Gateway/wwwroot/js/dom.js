// Makes elements. Text always goes in as text nodes, never as markup.

export function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** What a view gives to be shown. */
export const view = (title, ...content) => ({ title, content: content.flat(Infinity).filter(Boolean) });

export function show({ title, content }) {
  document.title = `${title} · Feedback`;
  document.getElementById("view").replaceChildren(...content);
}

export function toast(text, href) {
  const toasts = document.getElementById("toasts");
  const item = h("div", { class: "toast", onclick: () => item.remove() }, href ? h("a", { href }, text) : text);
  toasts.append(item);
  setTimeout(() => item.remove(), 8000);
}

/** Turns a button off while its work is under way. */
export async function busy(button, work) {
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  try {
    return await work();
  } finally {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
}

export function problemNotice(problem = {}) {
  return h("div", { class: "notice bad", role: "alert" },
    h("strong", null, problem.title ?? "That did not work."), " ", problem.detail ?? "",
    problem.traceId ? h("span", { class: "trace" }, ` Trace ${problem.traceId}`) : null);
}
