/** What was read, what was ignored, what is known, what could not be checked. */
import { h, number, words } from "./dom.js";
import { more } from "./findings.js";

export function metrics(run) {
  const head = ["metric", "in the log", "records", "first", "last", "lowest", "highest"];
  const rows = Object.entries(run.metrics).map(([key, m]) => h("tr", {},
    h("th", { scope: "row" }, key), h("td", {}, m.name_in_log), h("td", { class: "number" }, number(m.records), m.nonfinite ? ` (${m.nonfinite} not finite)` : ""),
    [m.first, m.last, m.min, m.max].map((value) => h("td", { class: "number" }, number(value)))));
  const known = Object.entries(run.context);
  return h("details", {}, h("summary", {}, "Numbers and context"),
    h("div", { class: "scroll" }, h("table", {}, h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, rows))),
    known.length > 0 && h("table", {}, h("tbody", {}, known.map(([key, { value, source }]) =>
      h("tr", {}, h("th", { scope: "row" }, words(key)), h("td", {}, typeof value === "number" ? number(value) : value), h("td", { class: "muted" }, source))))),
    h("p", { class: "small" }, run.checked.length ? `Looked for: ${run.checked.map(words).join(", ")}.` : "Nothing could be looked for."),
    run.skipped.length > 0 && h("p", { class: "small muted" }, `Not looked for: ${run.skipped.map((s) => `${words(s.code)} (needs ${s.needs.join(", ")})`).join("; ")}.`));
}

export function reading(told) {
  return h("section", { class: "reading" },
    h("h3", {}, "How it was read"),
    h("p", {}, `As ${told.format}: of ${told.lines.toLocaleString("en")} lines or records, ${told.used.toLocaleString("en")} gave values and ${told.ignored.toLocaleString("en")} were passed over.`),
    told.notes.length > 0 && h("ul", { class: "notes" }, told.notes.map((note) => h("li", {}, note))));
}

export function mentions(found) {
  if (!found.length) return null;
  return h("section", {}, h("h3", {}, "What the words point to"), found.map((m) => h("article", { class: "card" },
    h("h4", {}, words(m.code)),
    h("blockquote", {}, m.quote, h("footer", { class: "muted small" }, `line ${m.line}, ${Math.round(100 * m.likelihood)}% likely`)),
    h("p", {}, m.post),
    more(m.code))));
}
