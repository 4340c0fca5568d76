/** A run as /api/run gives it (RunJson.cs). */
export interface Run {
  version: number;
  model: string;
  started: string;
  steps: number;
  sampled: number;
  layersDropped: number;
  ended: boolean;
  verdict: string;
  worst: Severity | null;
  monitorSeconds: number | null;
  elapsed: number | null;
  layers: Layer[];
  activations: Activation[];
  heat: Heat;
  series: Record<"loss" | "preClip" | "postClip" | "threshold" | "flow" | "cost", Series>;
  /** All of them; of many only the latest are in findings. */
  findingCount: number;
  findings: Finding[];
}

export type Severity = "info" | "warning" | "error";

export interface Layer {
  path: string;
  type: string;
  weight: boolean;
  first: number | null;
  median: number | null;
  last: number | null;
  update: number | null;
  nonFinite: number;
}

export interface Activation {
  path: string;
  type: string;
  dead: number | null;
  saturated: number | null;
}

/** Columns of layers; a cell is log10 of a norm in eighths of a decade from 1e-20, 0 where nothing was measured, 255 where it was not finite. */
export interface Heat {
  stepsPerColumn: number;
  places: number[];
  cells: string;
}

export interface Series {
  step: number[];
  mean: (number | null)[];
  max: (number | null)[];
}

export interface Finding {
  symptom: string;
  severity: Severity;
  layer: string;
  step: number;
  endStep: number | null;
  message: string;
  link: string;
  remedies: { action: string; link: string }[];
}

/** What tells runs apart that are shown one after the other. */
export function identity(run: Run): string {
  return `${run.started} ${run.model}`;
}
