import { byId, make } from "./dom";
import { number, percent } from "./format";
import type { Run } from "./run";
import { aligned } from "./series";

const MostSteps = 64;

/** The numbers behind the charts, for those who read rather than see. */
export function showTables(run: Run): void {
  if (byId<HTMLDetailsElement>("layer-details").open || run.layers.length <= 50) {
    byId("layer-rows").replaceChildren(...run.layers.map((layer) =>
      row(layer.path, layer.type, number(layer.first), number(layer.median), number(layer.last), number(layer.update), layer.nonFinite === 0 ? "" : String(layer.nonFinite))));
  }
  if (byId<HTMLDetailsElement>("step-details").open) showSteps(run);
  byId("activation-section").hidden = run.activations.length === 0;
  byId("activation-rows").replaceChildren(...run.activations.map((activation) =>
    row(activation.path, activation.type, percent(activation.dead), percent(activation.saturated))));
}

// At even places over the run, the last step among them.
function showSteps(run: Run): void {
  const { step: steps, mean: norms } = run.series.preClip;
  const columns = (["postClip", "threshold", "flow", "loss", "cost"] as const).map((name) => aligned(run, "preClip", name));
  const stride = Math.max(1, Math.ceil(steps.length / MostSteps));
  const places = steps.map((_, i) => i).filter((i) => (steps.length - 1 - i) % stride === 0);
  byId("step-rows").replaceChildren(...places.map((i) => {
    const [after, threshold, flow, loss, cost] = columns.map((column) => column[i]);
    return row(String(steps[i]), number(norms[i]), number(after), number(threshold), number(flow), number(loss), number(cost == null ? cost : 1e6 * cost));
  }));
}

function row(...cells: string[]): HTMLElement {
  const line = make("tr");
  line.append(...cells.map((cell, i) => {
    const element = make(i === 0 ? "th" : "td", cell);
    if (i === 0) element.setAttribute("scope", "row");
    return element;
  }));
  return line;
}
