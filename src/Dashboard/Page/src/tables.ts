import { byId, make } from "./dom";
import { number, percent } from "./format";
import type { Run } from "./run";

/** The numbers behind the charts, for those who read rather than see. */
export function showTables(run: Run): void {
  if (byId<HTMLDetailsElement>("layer-details").open || run.layers.length <= 50) {
    byId("layer-rows").replaceChildren(...run.layers.map((layer) =>
      row(layer.path, layer.type, number(layer.first), number(layer.median), number(layer.last), number(layer.update), layer.nonFinite === 0 ? "" : String(layer.nonFinite))));
  }
  byId("activation-section").hidden = run.activations.length === 0;
  byId("activation-rows").replaceChildren(...run.activations.map((activation) =>
    row(activation.path, activation.type, percent(activation.dead), percent(activation.saturated))));
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
