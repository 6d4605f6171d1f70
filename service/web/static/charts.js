/** The curves of a run, with its findings marked on them. */
import uPlot from "/static/vendor/uplot/uPlot.esm.js";
import { h, number, words } from "./dom.js";

const FIRST = ["loss", "accuracy"];
const LAST = ["lr"];
const MANY = 4; // panels that are shown at once; the others wait behind a button
const BELOW_CROSSES = 2; // lines of names that are left free where crosses stand at the top
const STEEP = 100; // largest value over the smallest from which a logarithmic axis shows more

export function charts(run, curves) {
  const panels = grouped(curves);
  const drawn = panels.map((panel) => figure(panel, run.findings));
  const more = drawn.slice(MANY);
  if (!more.length) return h("div", { class: "charts" }, drawn);
  const hidden = h("div", { class: "charts", hidden: true }, more);
  const show = h("button", { type: "button", class: "link", onclick: () => { hidden.hidden = false; show.remove(); } },
    `Show ${more.length} more metric${more.length === 1 ? "" : "s"}`);
  return [h("div", { class: "charts" }, drawn.slice(0, MANY)), show, hidden];
}

/** One panel for each quantity and unit of counting: train/loss and val/loss share one. */
function grouped(curves) {
  const panels = new Map();
  for (const [key, curve] of Object.entries(curves)) {
    const quantity = key.includes("/") ? key.slice(key.indexOf("/") + 1) : key;
    const id = `${quantity} ${curve.unit}`;
    if (!panels.has(id)) panels.set(id, { quantity, unit: curve.unit, curves: [] });
    panels.get(id).curves.push({ key, ...curve });
  }
  const lines = [...panels.values()].filter((panel) => panel.curves.some((curve) => curve.steps.length > 1));
  const rank = ({ quantity }) => (FIRST.indexOf(quantity) + 1 || (LAST.includes(quantity) ? 99 : 50));
  return (lines.length ? lines : [...panels.values()]).sort((a, b) => rank(a) - rank(b));
}

function figure(panel, findings) {
  const marked = findings.filter((f) => f.where && f.where.unit === panel.unit && panel.curves.some((c) => c.key === f.where.metric));
  const values = panel.curves.map((_, i) => h("span", { class: "value" }));
  const legend = h("span", { class: "legend" }, panel.curves.map((curve, i) =>
    h("span", { class: `key series-${i % 6}` }, h("span", { class: "swatch" }), named(curve), values[i])));
  const plot = h("div", { class: "plot", role: "img", "aria-label": described(panel, marked) });
  const element = h("figure", {}, h("figcaption", {}, h("strong", {}, words(panel.quantity)), legend), plot);
  new ResizeObserver((entries, observer) => {
    if (!plot.isConnected) return observer.disconnect();
    const width = Math.floor(entries[0].contentRect.width);
    if (!width) return;
    if (plot.chart) plot.chart.setSize({ width, height: 260 });
    else plot.chart = draw(plot, panel, marked, values, width);
  }).observe(plot);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (!plot.chart) return;
    const width = plot.chart.width;
    plot.chart.destroy();
    plot.chart = draw(plot, panel, marked, values, width);
  });
  return element;
}

const named = (curve) => curve.label ?? curve.key;

function described(panel, marked) {
  const ends = panel.curves.map((c) => `${named(c)} from ${number(c.values[0])} to ${number(c.values.at(-1))}`);
  const found = marked.map((f) => `${words(f.code)} from ${f.where.unit} ${f.where.from} to ${f.where.to}`);
  return `Chart of ${panel.quantity} by ${panel.unit}: ${[...ends, ...found].join("; ")}`;
}

function draw(plot, panel, marked, readouts, width) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const finite = panel.curves.flatMap((c) => c.values.filter((v) => v != null));
  const [low, high] = [finite.reduce((a, b) => Math.min(a, b), Infinity), finite.reduce((a, b) => Math.max(a, b), -Infinity)];
  const steep = low > 0 && high / low > STEEP;
  const whole = (_, ticks) => {
    const powers = ticks.map((tick) => Math.log10(tick));
    const apart = Math.ceil((powers.at(-1) - powers[0]) / 8);
    return ticks.map((tick, i) => (Math.abs(powers[i] - Math.round(powers[i])) < 1e-9 && Math.round(powers[i]) % apart === 0 ? tick : null));
  };
  const decades = (u, ticks) => (steep ? whole(u, ticks) : ticks);
  const rates = panel.unit === "learning rate";
  const axis = { stroke: colour("--muted"), grid: { stroke: colour("--grid"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
  const options = {
    width,
    height: 260,
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    scales: { x: { time: false, distr: rates ? 3 : 1 }, y: steep ? { distr: 3 } : {} },
    axes: [
      { ...axis, label: panel.unit, labelSize: 20, labelFont: "12px system-ui, sans-serif", size: 34, ...(rates && { filter: whole, grid: { ...axis.grid, filter: whole }, values: (_, ticks) => ticks.map((tick) => (tick == null ? "" : number(tick))) }) },
      { ...axis, size: 62, filter: decades, grid: { ...axis.grid, filter: decades }, values: (_, ticks) => ticks.map((tick) => (tick == null ? "" : number(tick))) },
    ],
    series: [{}, ...panel.curves.map((curve, i) => ({
      stroke: colour(`--series-${i % 6}`),
      width: 2,
      spanGaps: true,
      points: { show: curve.steps.length <= 40, size: 5 },
    }))],
    hooks: {
      drawClear: [(u) => marked.forEach((finding, i) => band(u, finding, i + (rates ? BELOW_CROSSES : 0), colour))],
      draw: [(u) => panel.curves.forEach((curve) => lost(u, curve, colour("--critical")))],
      setCursor: [(u) => readouts.forEach((readout, i) => {
        const at = u.cursor.idx;
        readout.textContent = at == null || u.data[i + 1][at] == null ? "" : ` ${number(u.data[i + 1][at])}`;
      })],
    },
  };
  const data = uPlot.join(panel.curves.map((curve) => [curve.steps, curve.values]));
  return new uPlot(options, data, plot);
}

/** A shaded stretch with the finding's name at its top. */
function band(u, finding, place, colour) {
  const { left, top, width, height } = u.bbox;
  const clamp = (x) => Math.min(Math.max(x, left), left + width);
  const from = clamp(u.valToPos(finding.where.from, "x", true));
  const to = Math.max(clamp(u.valToPos(finding.where.to, "x", true)), from + 2 * devicePixelRatio);
  const shade = colour(`--${finding.severity}`);
  const { ctx } = u;
  ctx.save();
  ctx.globalAlpha = 0.1;
  ctx.fillStyle = shade;
  ctx.fillRect(from, top, to - from, height);
  ctx.globalAlpha = 1;
  ctx.fillRect(from, top, to - from, 2 * devicePixelRatio);
  ctx.font = `600 ${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = from - left > width * 0.6 ? "right" : "left";
  ctx.textBaseline = "top";
  const inset = 5 * devicePixelRatio;
  ctx.fillText(words(finding.code), ctx.textAlign === "right" ? to - inset : from + inset, top + inset + place * 14 * devicePixelRatio);
  ctx.restore();
}

/** A cross at the top edge for each record that is NaN or infinite. */
function lost(u, curve, shade) {
  const { ctx, bbox } = u;
  const arm = 3.5 * devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = shade;
  ctx.lineWidth = 1.6 * devicePixelRatio;
  ctx.beginPath();
  curve.steps.forEach((step, i) => {
    if (curve.values[i] != null) return;
    const x = u.valToPos(step, "x", true);
    const y = bbox.top + 24 * devicePixelRatio;
    ctx.moveTo(x - arm, y - arm); ctx.lineTo(x + arm, y + arm);
    ctx.moveTo(x + arm, y - arm); ctx.lineTo(x - arm, y + arm);
  });
  ctx.stroke();
  ctx.restore();
}
