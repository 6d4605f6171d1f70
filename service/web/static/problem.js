/** What went wrong, as a card: the problem that the service tells, or that it cannot be reached. */
import { h } from "./dom.js";

export function problem(error) {
  const body = error.body ?? { detail: "The service cannot be reached.", hint: String(error.message ?? error) };
  return h("div", { class: "problem", role: "alert" },
    h("h2", { tabindex: -1 }, body.title ?? "That did not work"),
    h("p", {}, body.detail), body.hint && h("p", {}, body.hint),
    body.example && [h("p", {}, "For example:"), h("pre", {}, body.example)]);
}
