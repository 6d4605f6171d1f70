/** The service, as this page uses it. */

export class Problem extends Error {
  constructor(body) {
    super(body.detail ?? body.title);
    this.body = body;
  }
}

async function json(response) {
  const body = await response.json().catch(() => ({ title: `The service answered ${response.status}.` }));
  if (!response.ok) throw new Problem(body);
  return body;
}

const accept = { Accept: "application/json" };

/** One text, or files, with what is known about the run: the diagnosis. */
export async function diagnose({ text, files, context }) {
  const query = new URLSearchParams(context);
  let body = text;
  if (files?.length === 1) {
    body = files[0];
    query.set("filename", files[0].name);
  } else if (files) {
    body = new FormData();
    for (const file of files) body.append("log", file);
  }
  return json(await fetch(`/v1/diagnoses?${query}`, { method: "POST", body, headers: accept }));
}

/** Starts an experiment: its id and links. */
export async function experiment(spec) {
  const headers = { ...accept, "Content-Type": "application/json" };
  return json(await fetch("/v1/experiments", { method: "POST", body: JSON.stringify(spec), headers }));
}

/** Tells each progress of an experiment; resolves with how it ended. */
export const followed = (id, onProgress) => new Promise((resolve) => {
  const events = new EventSource(`/v1/experiments/${encodeURIComponent(id)}/events`);
  events.addEventListener("progress", (event) => onProgress(JSON.parse(event.data)));
  for (const end of ["done", "failed", "cancelled"]) {
    events.addEventListener(end, (event) => { events.close(); resolve(JSON.parse(event.data)); });
  }
});

export const cancel = (id) => fetch(`/v1/experiments/${encodeURIComponent(id)}`, { method: "DELETE" });

export const stored = async (id) => json(await fetch(address(id), { headers: accept }));
export const series = async (id) => json(await fetch(`${address(id)}/series`, { headers: accept }));
export const explained = async (code) => json(await fetch(`/v1/findings/${encodeURIComponent(code)}`, { headers: accept }));
export const address = (id) => `/v1/diagnoses/${encodeURIComponent(id)}`;
