// The trend of a contract in its room (R74): the client's scores over time as a small chart, and the same as a table.

import { h } from "./dom.js";
import { t } from "./texts.js";
import { date, instantOf, score as scoreOf } from "./words.js";

// The units of the chart's own measure. It is drawn as wide as there is room for it.
const SIZE = { width: 340, height: 154 };
const PLOT = { left: 26, right: 320, top: 26, bottom: 138 };
const SCORES = [1, 2, 3, 4, 5];

// The kinds, each with a shape of its own: told apart without colours.
const SHAPES = {
  "mid-contract": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
  "end-of-contract": "M0 -7.5L7.5 0L0 7.5L-7.5 0z",
};

/** Nothing while there is no more than one score. */
export function trendCard(trend) {
  const points = (trend ?? []).filter((point) => point.kind in SHAPES);
  if (points.length < 2) return null;

  return h("article", { class: "card trend", key: "trend" },
    h("h3", null, t("trend")),
    chart(points),
    h("ul", { class: "legend", "aria-hidden": "true" }, kindsOf(points).map((kind) => h("li", { key: kind },
      h("svg", { viewBox: "-9 -9 18 18", focusable: "false" }, mark(kind)), t(`feedback.${kind}`)))),
    h("details", null,
      h("summary", null, t("trend.table")),
      table(points)));
}

const kindsOf = (points) => Object.keys(SHAPES).filter((kind) => points.some((point) => point.kind === kind));

function chart(points) {
  const [first, last] = [points[0], points.at(-1)];
  const length = new Date(last.at) - new Date(first.at);
  const places = points.map((point, index) => [
    xOf(length > 0 ? (new Date(point.at) - new Date(first.at)) / length : index / (points.length - 1)), yOf(point.score),
  ]);
  return h("svg", {
    viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, role: "img", focusable: "false", "aria-label": t("trend.label", {
      count: points.length, first: scoreOf(first.score), from: date(first.at), last: scoreOf(last.score), to: date(last.at),
    }),
  },
    SCORES.map((score) => h("path", { class: "grid", key: `grid-${score}`, d: `M${PLOT.left} ${yOf(score)}H${PLOT.right}` })),
    SCORES.map((score) => h("text", { class: "axis", key: `axis-${score}`, x: PLOT.left - 10, y: yOf(score) + 4, "text-anchor": "end" }, String(score))),
    h("path", { class: "line", key: "line", d: `M${places.map((place) => place.join(" ")).join("L")}` }),
    points.map(({ kind, feedbackId }, index) => mark(kind, feedbackId, places[index])),
    value(first, places[0], "start"),
    value(last, places.at(-1), "end"));
}

const mark = (kind, key, [x, y] = [0, 0]) => h("path", { class: `point ${kind}`, key, d: SHAPES[kind], transform: `translate(${x} ${y})` });

/** The first score stands over its point to the right, the last to the left: neither leaves the chart. */
const value = ({ score }, [x, y], anchor) => h("text", {
  class: "value", key: `value-${anchor}`, x: x + (anchor === "start" ? -4 : 4), y: y - 11, "text-anchor": anchor,
}, scoreOf(score));

const yOf = (score) => round(PLOT.bottom - ((score - SCORES[0]) / (SCORES.at(-1) - SCORES[0])) * (PLOT.bottom - PLOT.top));

/** @param share How much of the time has passed. */
const xOf = (share) => round(PLOT.left + 8 + share * (PLOT.right - PLOT.left - 16));

const round = (number) => Math.round(number * 10) / 10;

const table = (points) => h("table", null,
  h("caption", { class: "hidden" }, t("trend")),
  h("thead", null, h("tr", null,
    ["date", "kind", "score"].map((column) => h("th", { key: column, scope: "col" }, t(`trend.${column}`))))),
  h("tbody", null, points.map((point) => h("tr", { key: point.feedbackId },
    h("th", { scope: "row" }, h("time", { datetime: point.at, title: instantOf(point.at) }, date(point.at))),
    h("td", null, t(`feedback.${point.kind}`)),
    h("td", null, scoreOf(point.score))))));
