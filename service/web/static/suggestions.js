/** What to change, with code to copy in the framework that the reader uses. */
import { h, number, words } from "./dom.js";

const NAMES = { keras: "Keras", pytorch: "PyTorch", transformers: "Transformers", tensorflow: "TensorFlow",
  tensorflow1: "TensorFlow 1", jax: "JAX", sklearn: "scikit-learn" };
const FEW = 3; // more than that waits until it is asked for
const CHOSEN = "framework";

/** seen: which run showed a change before, by its headline; its code is not repeated. */
export function suggestions(run, { title = "What to change", seen = new Map() } = {}) {
  if (!run.suggestions.length) return null;
  const offered = [...new Set(run.suggestions.flatMap((s) => Object.keys(s.code)))];
  const first = [remembered(), run.context.framework?.value, "pytorch"].find((f) => offered.includes(f)) ?? offered[0];
  const list = h("ol", { class: "suggestions" });
  const rest = h("ol", { class: "suggestions", start: FEW + 1 });
  const shown = run.suggestions.map((s) => seen.get(s.headline));
  run.suggestions.forEach((s) => seen.has(s.headline) || seen.set(s.headline, run.name));
  const show = (framework) => {
    const items = run.suggestions.map((s, i) => item(s, framework, shown[i]));
    list.replaceChildren(...items.slice(0, FEW));
    rest.replaceChildren(...items.slice(FEW));
  };
  show(first);
  const choice = offered.length > 1 && h("label", { class: "choice" }, "Code for ",
    h("select", { onchange: (event) => { remember(event.target.value); show(event.target.value); } },
      offered.map((f) => h("option", { value: f, selected: f === first }, NAMES[f] ?? f))));
  return h("section", {}, h("div", { class: "heading" }, h("h3", {}, title), choice), list,
    run.suggestions.length > FEW && h("details", {}, h("summary", {}, `${run.suggestions.length - FEW} more to try`), rest));
}

function item(suggestion, framework, run) {
  const code = suggestion.code[framework] ?? suggestion.code.pytorch ?? Object.values(suggestion.code)[0];
  const { verified } = suggestion;
  return h("li", { class: "card" },
    h("h4", {}, suggestion.headline),
    h("p", {}, suggestion.why),
    verified && h("p", { class: verified.helped ? "proof" : "proof muted" },
      `Tried out on ${verified.seeds} seeds: ${verified.metric} ${number(verified.before)} → ${number(verified.after)}`),
    code && (run ? h("p", { class: "muted small" }, `With the code shown at ${run}.`) : snippet(code)),
    suggestion.addresses.length > 0 && h("p", { class: "muted small" }, `Answers ${suggestion.addresses.map(words).join(", ")}.`));
}

function snippet(code) {
  const copy = h("button", { type: "button", class: "copy", onclick: async () => {
    await navigator.clipboard.writeText(code);
    copy.textContent = "Copied";
    setTimeout(() => { copy.textContent = "Copy"; }, 1500);
  } }, "Copy");
  return h("div", { class: "snippet" }, h("pre", { tabindex: 0 }, h("code", {}, code)), copy);
}

function remembered() {
  try { return localStorage.getItem(CHOSEN); } catch { return null; }
}

function remember(framework) {
  try { localStorage.setItem(CHOSEN, framework); } catch { /* private windows may refuse */ }
}
