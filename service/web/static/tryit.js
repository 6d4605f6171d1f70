/** "Try it": a network is posted as an experiment, followed while it runs, and what it measured is shown. */
import * as api from "./api.js";
import { charts } from "./charts.js";
import { h, number, words } from "./dom.js";
import { findings } from "./findings.js";
import { problem } from "./problem.js";
import { suggestions } from "./suggestions.js";

const find = (id) => document.getElementById(id);
const [panel, form, spec, seconds, cancel, progress, tried] =
  ["try", "try-form", "spec", "seconds", "cancel", "progress", "tried"].map(find);
const NETWORKS = document.querySelector('meta[name="networks"]').content.split(" ");
const UNCHANGED = 0.005; // a factor that rounds to 1
const EXPLODED = 10; // times its start: a loss above it would flatten all others in the chart
const PHASES = {
  replay: "Training it as it is", stability: "Measuring the curvature", range: "Trying learning rates",
  remedies: "Training each change beside it", combination: "Putting together what helped",
};
let log = null; // the text that the network came with, when a diagnosis was made of it

/** Takes the text of a diagnosis over where it holds a network. */
export function offer(text) {
  log = NETWORKS.some((word) => text.includes(word)) ? text : null;
  if (!log) return;
  spec.value = text;
  panel.open = true;
}

/** What was pasted as the JSON of an experiment. */
function asked(text) {
  const budget = { seconds: Number(seconds.value) };
  let value = null;
  try { value = JSON.parse(text); } catch { /* code, then */ }
  if (value?.model) return { ...value, budget };
  return { model: { source: text }, budget, ...(log === text && { log }) };
}

async function run() {
  const { id } = await api.experiment(asked(spec.value));
  cancel.hidden = false;
  cancel.onclick = () => api.cancel(id);
  const ended = await api.followed(id, ({ status, progress: at }) => told(status, at));
  cancel.hidden = true;
  progress.replaceChildren();
  if (ended.result) show(...result(ended.result));
  else show(h("p", { class: "lead" }, ended.error ?? "Cancelled."));
}

function told(status, at) {
  if (!at) return progress.replaceChildren(status === "queued" ? "Waiting for a free worker…" : "Starting…");
  const bar = h("progress", { max: Math.max(at.total, 1), value: at.done, "aria-label": "Progress" });
  progress.replaceChildren(`${PHASES[at.phase] ?? at.phase}… `, bar);
}

function show(...parts) {
  tried.replaceChildren(...parts.flat(Infinity).filter(Boolean));
  tried.hidden = false;
}

function result(found) {
  const { replay, best } = found;
  return [
    replay && h("div", { class: `banner ${replay.run.verdict}` },
      h("h3", {}, replay.run.headline),
      best && h("p", { class: "proof" }, `What helps: ${changes(best)}. ${best.metric} ${number(best.before)} → ${number(best.after)}.`),
      found.stand_in && h("p", {}, "The data is a stand-in of the stated shape, not yours."),
      replay.matches_log && h("p", {}, `The replay ${replay.matches_log.agrees ? "does what your log shows" : "does not do what your log shows"}.`)),
    charts({ findings: marks(found) }, curves(found)),
    found.remedies.length > 0 && table(found.remedies),
    best && suggestions({ suggestions: [whole(best)], context: { framework: { value: Object.keys(best.code)[0] } } }, { title: "The network with it" }),
    findings({ findings: found.checks }, "Before any training"),
    replay && findings(replay.run, "What the replay shows"),
    said(found),
  ];
}

/** The loss before and after, the learning rate beside its limit, and the loss against the learning rate. */
function curves({ replay, best, range }) {
  const drawn = {};
  const before = best?.series.before?.["train/loss"] ?? replay?.series["train/loss"];
  if (before) drawn["before/loss"] = { ...before, label: "unchanged" };
  if (best) drawn["after/loss"] = { ...best.series.after["train/loss"], label: `with ${changes(best)}` };
  if (range) drawn[tested(range)] = { unit: "learning rate", steps: range.rates, values: shown(range), label: epochs(range) };
  if (replay?.series.stability_limit) {
    drawn["used/learning rate"] = { ...replay.series.lr, label: "used" };
    drawn["limit/learning rate"] = { ...replay.series.stability_limit, label: "limit by the curvature" };
  }
  return drawn;
}

const tested = (range) => `${epochs(range)}/loss at each learning rate`;
const epochs = ({ epochs: count }) => `after ${count} epoch${count === 1 ? "" : "s"}`;
const changes = (best) => best.actions.map(words).join(" and ");
const shown = ({ losses, start }) => losses.map((loss) => (loss != null && start > 0 && loss > EXPLODED * start ? null : loss));

/** Places on the axis of learning rates, drawn as findings are. */
function marks({ range, spec: used }) {
  if (!range) return [];
  const at = (code, severity, rate) => rate > 0 && { code, severity, where: { metric: tested(range), unit: "learning rate", from: rate, to: rate } };
  return [at("used", "warning", used.training.optimizer.learning_rate), at("suggested", "info", range.suggested)].filter(Boolean);
}

function table(remedies) {
  const head = ["change", "helped", "measured by", "before", "after", "gain (95 % interval)", "seeds"];
  const rows = remedies.map((each) => h("tr", {},
    h("th", { scope: "row" }, words(each.action)), h("td", { class: each.helped ? "proof" : "muted" }, each.helped ? "yes" : "no"),
    h("td", {}, each.metric), h("td", { class: "number" }, number(each.before)), h("td", { class: "number" }, number(each.after)),
    h("td", { class: "number" }, gain(each)),
    h("td", { class: "number" }, number(each.seeds))));
  return h("section", {}, h("h3", {}, "Trained again with each change"),
    h("div", { class: "scroll" }, h("table", { class: "answers" }, h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, rows))));
}

/** How many times lower the loss is, or how many points of right answers there are more. */
function gain({ gain: by, interval, metric, gain_from: from, helped, after }) {
  if (by == null) return helped ? "becomes finite" : after == null ? "stays infinite" : "";
  const share = metric.endsWith("accuracy");
  const between = interval && (share || by >= 1) ? ` (${interval.map((end) => number(share ? 100 * end : end)).join(" … ")})` : "";
  if (share) return `${by < 0 ? "" : "+"}${(100 * by).toFixed(1)} points${between}`;
  if (Math.abs(by - 1) < UNCHANGED) return "no change";
  const than = from === "start" ? " than it begins" : "";
  return by < 1 ? `${number(1 / Math.max(by, 1e-300))} times higher${than}` : `${number(by)} times lower${between}${than}`;
}

const whole = (best) => ({
  headline: `${changes(best)[0].toUpperCase()}${changes(best).slice(1)}`, why: "The whole network with what helped, to copy.",
  code: best.code, verified: null, addresses: [],
});

function said({ notes, understood, not_understood: left }) {
  const lines = [...notes, ...understood, ...left.map(({ line, text, why }) => `line ${line} was left out: ${text} (${why})`)];
  return lines.length > 0 && h("details", {}, h("summary", {}, "What was assumed and left out"), h("ul", { class: "notes" }, lines.map((line) => h("li", {}, line))));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!spec.value.trim()) {
    progress.textContent = "There is no network yet: paste its code, print(model) or a spec.";
    return spec.focus();
  }
  tried.hidden = true;
  panel.toggleAttribute("data-busy", true);
  progress.textContent = "Posting it…";
  try {
    await run();
  } catch (error) {
    progress.replaceChildren();
    show(problem(error));
  } finally {
    panel.toggleAttribute("data-busy", false);
  }
});
