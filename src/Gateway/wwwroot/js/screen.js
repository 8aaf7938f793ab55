// The view that is open. A view has a name, loads what it shows, and draws it; it is drawn again, in place, when something changed.

import { busy, h, problemNotice, render } from "./dom.js";
import { restoreDraft } from "./draft.js";
import { t } from "./texts.js";

const SLOW = 400;
const LOOK_AGAIN = 60_000;

let open = null;
let loads = 0;
let nextLook = null;
let drawn = () => {};

/** What is drawn besides whenever the view is. */
export const onDrawn = (callback) => { drawn = callback; };

/** Opens the view in place of the one before, as soon as it has loaded; says that it loads if that takes long. */
export async function openView(view) {
  const mine = open = { view, shown: 0 };
  const slow = setTimeout(() => {
    if (mine === open && !mine.shown) render(place(), h("h1", null, view.name()), h("p", { class: "loading", role: "status" }, t("loading")));
  }, SLOW);
  await refresh();
  clearTimeout(slow);
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
  if (first) render(place());
  redraw();
  lookAgain(mine);
  if (first) {
    place().focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  if (mine.data && !mine.opened) {
    mine.opened = true;
    restoreDraft(place());
    mine.view.opened?.(mine.data);
  }
}

/** Draws the open view again with what it has loaded. */
export function redraw() {
  if (!open?.shown) return;

  const { view, data, problem } = open;
  const { title, content } = data ? view.draw(data) : { title: view.name(), content: h("h1", null, view.name()) };
  document.title = `${title} · Feedback`;
  render(place(), data ? null : content, problem ? failed(problem) : null, data ? content : null);
  drawn();
}

const place = () => document.getElementById("view");

const failed = (problem) => h("div", { class: "failed", key: "failed" }, problemNotice(problem),
  h("button", { type: "button", onclick: (event) => busy(event.currentTarget, refresh) }, t("try-again")));

/** What no message tells of, such as a delivery or a payment, is looked for now and then while somebody sees it. */
function lookAgain({ view, data }) {
  clearTimeout(nextLook);
  nextLook = setTimeout(() => (document.hidden ? lookAgain({ view, data }) : refresh()), (data && view.lookAgain?.(data)) ?? LOOK_AGAIN);
}

async function attempt(view) {
  try {
    return { data: await view.load?.() ?? {} };
  } catch (error) {
    if (!error.problem) throw error;
    return { problem: error.problem };
  }
}
