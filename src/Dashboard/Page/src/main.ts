import "uplot/dist/uPlot.min.css";
import "../page.css";
import { Chart } from "./charts";
import { showRuns } from "./chooser";
import { byId } from "./dom";
import { Feed } from "./feed";
import { showFindings } from "./findings";
import { ending, number, percent } from "./format";
import { Heatmap } from "./heatmap";
import { Pulse } from "./pulse";
import { identity, type Run } from "./run";
import { aligned } from "./series";
import { showTables } from "./tables";

let latest: Run | null = null;
const step = (value: number) => String(Math.round(value));
const layerName = (value: number) => latest?.layers[Math.round(value)]?.path ?? "";
const layerTick = (value: number) => ending(layerName(value));

const loss = new Chart(byId("loss"), [{ label: "loss", color: "median" }], { xLabel: step });
const flow = new Chart(byId("flow"), [{ label: "first over last", color: "median" }], { log: true, xLabel: step, limits: [{ value: 1e-4, label: "vanishing" }, { value: 1e3, label: "exploding" }] });
const norms = new Chart(
  byId("norms"),
  [{ label: "before clipping", color: "median" }, { label: "largest", color: "first", width: 1 }, { label: "after clipping", color: "last" }, { label: "threshold", color: "error", dash: [4, 4] }],
  { log: true, xLabel: step },
);
const depth = new Chart(
  byId("depth"),
  [{ label: "first step", color: "first", dash: [2, 4], points: true }, { label: "median", color: "median", points: true }, { label: "last", color: "last", points: true }],
  { log: true, xLabel: layerName, xTick: layerTick },
);
const updates = new Chart(byId("updates"), [{ label: "update ratio", color: "median", points: true }], { log: true, xLabel: layerName, xTick: layerTick, band: [1e-4, 1e-2] });
const cost = new Chart(byId("cost"), [{ label: "microseconds a step", color: "median" }], { log: true, xLabel: step });
const heat = new Heatmap();

function show(run: Run): void {
  if (latest && identity(latest) !== identity(run)) for (const chart of [loss, flow, norms, depth, updates, cost]) chart.reset();
  latest = run;
  document.title = `${run.model} · GradGuard`;
  byId("model").textContent = run.model;
  byId("verdict").textContent = run.verdict;
  byId("verdict").className = `verdict ${run.worst ?? "healthy"}`;
  byId("steps").textContent = run.steps.toLocaleString("en");
  byId("loss-now").textContent = number(run.series.loss.mean.at(-1));
  byId("flow-now").textContent = number(run.series.flow.mean.at(-1));
  byId("norm-now").textContent = number(run.series.preClip.mean.at(-1));
  byId("cost-now").textContent = run.elapsed && run.monitorSeconds !== null ? percent(run.monitorSeconds / run.elapsed) : "–";
  byId("dropped").hidden = run.layersDropped === 0;
  byId("dropped").textContent = `${run.layersDropped} layers have no numbers of their own: they are grouped by block.`;

  loss.show(run.series.loss.step, run.series.loss.mean);
  flow.show(run.series.flow.step, run.series.flow.mean);
  const clipped = aligned(run, "preClip", "postClip");
  norms.show(run.series.preClip.step, run.series.preClip.mean, run.series.preClip.max, clipped, aligned(run, "preClip", "threshold"));
  const places = run.layers.map((_, i) => i);
  depth.show(places, run.layers.map((layer) => layer.first), run.layers.map((layer) => layer.median), run.layers.map((layer) => layer.last));
  updates.show(places, run.layers.map((layer) => layer.update));
  cost.show(run.series.cost.step, run.series.cost.mean.map((seconds) => (seconds === null ? null : 1e6 * seconds)));
  heat.show(run);
  showTables(run);
  showFindings(run);
}

const state = byId("state");
const pulse = new Pulse();
const feed = new Feed(showRuns, (run) => { pulse.feel(run); show(run); }, (connected, reason) => {
  const isQuiet = latest !== null && !latest.ended && pulse.isQuiet();
  const text = !connected ? reason : latest?.ended ? "the run has ended" : isQuiet ? "nothing new for a while" : "live";
  if (state.textContent !== text) state.textContent = text;
  state.className = !connected ? "lost" : isQuiet ? "" : "live";
});
const chooser = byId<HTMLSelectElement>("run");
chooser.addEventListener("change", () => feed.choose(chooser.value));
feed.follow();
for (const table of ["layer-details", "step-details"]) byId(table).addEventListener("toggle", () => latest && showTables(latest));
