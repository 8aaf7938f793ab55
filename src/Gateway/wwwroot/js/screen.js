// The view that is open. A view has a name, loads what it shows, and draws it; it is drawn again, in place, when something changed.

import { busy, h, problemNotice, render } from "./dom.js";

let open = null;
let loads = 0;

/** Opens the view in place of the one before, as soon as it has loaded. */
export async function openView(view) {
  open = { view, shown: 0 };
  await refresh();
}

/** Loads again what the open view shows. */
export async function refresh() {
  if (!open) return;

  const mine = open;
  const load = ++loads;
  const loaded = await attempt(mine.view);
  if (mine !== open || load < mine.shown) return; // The reader has gone elsewhere meanwhile, or a later load came first.

  const first = mine.shown === 0;
  mine.shown = load;
  mine.problem = loaded.problem;
  mine.data = loaded.problem ? mine.data : loaded.data;
  const place = document.getElementById("view");
  if (first) render(place);
  redraw();
  if (first) {
    place.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

/** Draws the open view again with what it has loaded. */
export function redraw() {
  if (!open?.shown) return;

  const { view, data, problem } = open;
  const { title, content } = data ? view.draw(data) : { title: view.name, content: h("h1", null, view.name) };
  document.title = `${title} · Feedback`;
  render(document.getElementById("view"), data ? null : content, problem ? failed(problem) : null, data ? content : null);
}

const failed = (problem) => h("div", { class: "failed", key: "failed" }, problemNotice(problem),
  h("button", { type: "button", onclick: (event) => busy(event.currentTarget, refresh) }, "Try again"));

async function attempt(view) {
  try {
    return { data: await view.load?.() ?? {} };
  } catch (error) {
    if (!error.problem) throw error;
    return { problem: error.problem };
  }
}
