/** The page: asks the service, shows its answer, keeps the address of the answer in the address bar. */
import * as api from "./api.js";
import { charts } from "./charts.js";
import { h } from "./dom.js";
import { findings } from "./findings.js";
import { problem } from "./problem.js";
import { mentions, metrics, reading } from "./reading.js";
import { suggestions } from "./suggestions.js";
import { offer } from "./tryit.js";

const find = (id) => document.getElementById(id);
const [form, text, files, status, answer] = ["form", "text", "files", "status", "answer"].map(find);
const FEW = 3; // runs that are shown at once
const VERDICTS = ["critical", "warning", "unknown", "healthy"];
const page = (id) => { document.title = id ? "Diagnosis · trainhealth" : "trainhealth"; };

function context() {
  const given = [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]);
  return Object.fromEntries(given.filter(([, value]) => value));
}

/** Runs one request with the form at rest; what it refuses is shown where the answer would be. */
async function during(said, work) {
  status.textContent = said;
  document.body.toggleAttribute("data-busy", true);
  try {
    await work();
    status.textContent = "";
  } catch (error) {
    status.textContent = "";
    show(problem(error));
  } finally {
    document.body.toggleAttribute("data-busy", false);
  }
}

const ask = (question) => during("Reading the log…", async () => {
  const told = await api.diagnose({ ...question, context: context() });
  history.pushState(null, "", api.address(told.id));
  await present(told);
  offer(question.text ?? "");
});

const open = (id) => during("Fetching the diagnosis…", async () => present(await api.stored(id)));

async function present(told) {
  const { runs } = await api.series(told.id);
  page(told.id);
  const seen = new Map();
  show(
    banner(told),
    ranked(told).map((i) => {
      const run = told.runs[i];
      const parts = [charts(run, runs[i]), findings(run), suggestions(run, { seen }), metrics(run)];
      return told.runs.length > 1 ? folded(run, told, i, parts) : h("section", { class: "run" }, parts);
    }),
    findings(told.config ?? { findings: [] }, "What the code shows before any training"),
    mentions(told.mentioned),
    reading(told.reading));
}

/** The places of the runs, that of the headline first, then the worst. */
function ranked({ runs, primary }) {
  const rank = (i) => (i === primary?.run ? -1 : VERDICTS.indexOf(runs[i].verdict));
  return [...runs.keys()].sort((a, b) => rank(a) - rank(b));
}

/** One run of several; those that matter less wait until they are opened. */
function folded(run, told, place, parts) {
  const open = told.runs.length <= FEW || place === (told.primary?.run ?? 0);
  return h("details", { class: "run", open },
    h("summary", {}, h("h2", {}, run.name, " ", h("span", { class: `tag ${run.verdict}` }, run.verdict))),
    h("div", {}, h("p", { class: "lead" }, run.headline), parts));
}

function banner(told) {
  const link = new URL(api.address(told.id), location.origin).href;
  const share = h("button", { type: "button", onclick: async () => {
    await navigator.clipboard.writeText(link);
    share.textContent = "Link copied";
    setTimeout(() => { share.textContent = "Copy link"; }, 1500);
  } }, "Copy link");
  return h("div", { class: `banner ${told.verdict}` },
    h("p", { class: "tags" }, h("span", { class: `tag ${told.verdict}` }, told.verdict)),
    h("h2", { tabindex: -1 }, told.headline),
    h("p", { class: "share" }, share,
      told.runs.length > 0 && h("a", { class: "button", href: `${link}/chart.svg`, download: "diagnosis.svg" }, "Chart"),
      h("a", { class: "button", href: "/" }, "New log")));
}

function show(...parts) {
  answer.replaceChildren(...parts.flat(Infinity).filter(Boolean));
  answer.hidden = false;
  answer.querySelector("h2")?.focus({ preventScroll: true });
  answer.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

function route() {
  const [, id] = location.pathname.match(/^\/v1\/diagnoses\/([^/]+)$/) ?? [];
  const posted = document.querySelector('meta[name="diagnosis"]').content;
  find("ask").hidden = Boolean(id);
  if (id || posted) open(id ?? posted);
  else { answer.hidden = true; page(null); }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (text.value.trim()) ask({ text: text.value });
  else {
    status.textContent = "There is nothing to read yet: paste a log, choose files, or try an example.";
    text.focus();
  }
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
files.addEventListener("change", () => { if (files.files.length) ask({ files: [...files.files] }); });
document.addEventListener("dragover", (event) => { event.preventDefault(); document.body.toggleAttribute("data-drop", true); });
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.toggleAttribute("data-drop", false); });
document.addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.toggleAttribute("data-drop", false);
  const dropped = [...event.dataTransfer.files];
  if (dropped.length) ask({ files: dropped });
});
for (const button of document.querySelectorAll("[data-example]")) {
  button.addEventListener("click", async () => {
    const response = await fetch(`/static/examples/${button.dataset.example}.log`);
    text.value = await response.text();
    await ask({ text: text.value });
  });
}
addEventListener("popstate", route);
find("origin").textContent = location.origin;
route();
