/** What a run shows: each finding with its evidence and its likely causes. */
import { explained } from "./api.js";
import { h, number, words } from "./dom.js";

export function findings(run, title = "What it shows") {
  if (!run.findings.length) return null;
  return h("section", {}, h("h3", {}, title), run.findings.map(card));
}

function card(finding) {
  const { where } = finding;
  return h("article", { class: `card finding ${finding.severity}` },
    h("p", { class: "tags" },
      h("span", { class: `tag ${finding.severity}` }, finding.severity),
      h("span", { class: "code" }, words(finding.code)),
      where && h("span", { class: "muted" }, `${where.metric}, ${where.unit} ${where.from}–${where.to}`),
      h("span", { class: "muted" }, `${Math.round(100 * finding.confidence)}% sure`)),
    h("h4", {}, finding.headline),
    h("p", {}, finding.explanation),
    finding.causes.length > 0 && h("div", {}, h("h5", {}, "Likely causes"), h("ul", { class: "causes" }, finding.causes.map(cause))),
    Object.keys(finding.evidence).length > 0 && h("details", {}, h("summary", {}, "Evidence"), evidence(finding.evidence)),
    more(finding.code));
}

function cause({ code, likelihood, why }) {
  const percent = Math.round(100 * likelihood);
  return h("li", {},
    h("meter", { min: 0, max: 1, value: likelihood, "aria-label": `${percent}% likely` }),
    h("span", {}, h("strong", {}, words(code)), ` ${percent}%: `, why));
}

function evidence(measured) {
  return h("table", {}, h("tbody", {}, Object.entries(measured).map(([name, { value, unit, note }]) =>
    h("tr", {}, h("th", { scope: "row" }, words(name)), h("td", { class: "number" }, number(value), unit ? ` ${unit}` : ""), h("td", { class: "muted" }, note ?? "")))));
}

/** The catalogue's page on a finding, fetched when it is opened. */
export function more(code) {
  const text = h("div", { class: "explained" });
  const details = h("details", { ontoggle: async () => {
    if (!details.open || text.childElementCount) return;
    const page = await explained(code).catch(() => ({ sections: { "": "The explanation cannot be had now." } }));
    text.replaceChildren(...Object.entries(page.sections).flatMap(([heading, body]) => [h("h5", {}, heading), h("p", {}, body)]));
  } }, h("summary", {}, "What this means"), text);
  return details;
}
