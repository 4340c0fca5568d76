import uPlot from "uplot";
import { color } from "./dom";
import { number } from "./format";

export interface Line {
  label: string;
  color: string;
  width?: number;
  dash?: number[];
  points?: boolean;
}

export interface Limit {
  value: number;
  label: string;
}

const Height = 240;

// Pixels between ticks, so that what is written under them does not touch.
const RoomForName = 96;
const RoomForNumber = 56;

// More points than these would hide the lines.
const MostMarked = 60;

/** A chart of lines over steps or layers; it follows the width of its place and the theme. */
export class Chart {
  private plot: uPlot | null = null;
  private data: uPlot.AlignedData = [[]];

  constructor(
    private readonly place: HTMLElement,
    private readonly lines: Line[],
    private readonly options: { log?: boolean; xLabel: (value: number) => string; xTick?: (value: number) => string; limits?: Limit[]; band?: [number, number] },
  ) {
    new ResizeObserver(() => this.plot?.setSize({ width: place.clientWidth, height: Height })).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  show(x: number[], ...values: (number | null)[][]): void {
    const positive = (value: number | null) => (this.options.log && value !== null && value <= 0 ? null : value);
    const [from, to] = [this.data[0][0], this.data[0].at(-1)];
    this.data = [x, ...values.map((line) => line.map(positive))];
    this.describe();
    if (!this.plot) return this.draw();

    // What was zoomed into stays in sight while the run goes on.
    const { min, max } = this.plot.scales.x ?? {};
    const isZoomed = from !== undefined && to !== undefined && min != null && max != null && (min > from || max < to);
    this.plot.setData(this.data, !isZoomed);
    if (isZoomed) this.plot.setScale("x", { min, max });
  }

  /** Forgets what was zoomed into, for another run. */
  reset(): void {
    this.plot?.destroy();
    this.plot = null;
  }

  // The drawing in words, for those who cannot see it; the tables have every number.
  private describe(): void {
    const told = this.lines.map((line, i) => {
      const values = (this.data[i + 1] as (number | null)[]).filter((value) => value !== null);
      if (values.length === 0) return `${line.label}: no values`;
      let [low, high] = [Infinity, -Infinity];
      for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
      return `${line.label}: from ${number(low)} to ${number(high)}, last ${number(values.at(-1))}`;
    });
    this.place.setAttribute("role", "group");
    this.place.setAttribute("aria-label", `Chart. ${told.join("; ")}.`);
  }

  private draw(): void {
    this.plot?.destroy();
    this.place.replaceChildren();
    // On a log axis every decade has its line, and the steps between them none.
    const decades = (_: uPlot, splits: number[]) => splits.map((at) => (this.options.log && Math.abs(Math.log10(at) - Math.round(Math.log10(at))) > 1e-6 ? null : at));
    const axis = { stroke: color("soft"), grid: { stroke: color("rule"), width: 1 }, ticks: { stroke: color("rule"), width: 1 }, font: "12px system-ui" };
    this.plot = new uPlot(
      {
        width: Math.max(this.place.clientWidth, 100),
        height: Height,
        cursor: { y: false, drag: { x: true, y: false } },
        scales: { x: { time: false }, y: this.options.log ? { distr: 3 } : { range: (_, low, high) => uPlot.rangeNum(low, high, 0.1, true) } },
        axes: [
          { ...axis, space: this.options.xTick ? RoomForName : RoomForNumber, values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? (this.options.xTick ?? this.options.xLabel)(tick) : "")) },
          { ...axis, size: 64, grid: { ...axis.grid, filter: decades }, ticks: { ...axis.ticks, filter: decades }, values: (_, ticks) => ticks.map((tick) => (tick === null ? "" : number(tick))) },
        ],
        series: [
          { label: "at", value: (_, value) => (value === null ? "–" : this.options.xLabel(value)) },
          ...this.lines.map((line): uPlot.Series => ({
            label: line.label,
            stroke: () => color(line.color),
            width: line.width ?? 1.5,
            ...(line.dash ? { dash: line.dash } : {}),
            points: { show: (plot: uPlot) => line.points === true && plot.data[0].length <= MostMarked, size: 5 },
            spanGaps: false,
            value: (_, value) => number(value),
          })),
        ],
        hooks: { drawAxes: [(plot) => this.drawLimits(plot)] },
      },
      this.data,
      this.place,
    );
  }

  // Behind the lines: where a limit lies, or between which values all is well.
  private drawLimits(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const { min, max } = plot.scales.y ?? {};
    if (min === undefined || max === undefined || min === null || max === null) return;
    const at = (value: number) => plot.valToPos(Math.min(Math.max(value, min), max), "y", true);
    ctx.save();
    if (this.options.band) {
      const [low, high] = this.options.band;
      ctx.fillStyle = color("band");
      ctx.fillRect(bbox.left, at(high), bbox.width, at(low) - at(high));
    }
    ctx.strokeStyle = color("error");
    ctx.fillStyle = color("error");
    ctx.font = `${11 * devicePixelRatio}px system-ui`;
    // The axes leave theirs behind.
    ctx.textAlign = "left";
    ctx.textBaseline = "bottom";
    ctx.setLineDash([4, 4]);
    for (const limit of this.options.limits ?? []) {
      if (limit.value < min || limit.value > max) continue;
      ctx.beginPath();
      ctx.moveTo(bbox.left, at(limit.value));
      ctx.lineTo(bbox.left + bbox.width, at(limit.value));
      ctx.stroke();
      ctx.fillText(limit.label, bbox.left + 6, at(limit.value) - 3);
    }
    ctx.restore();
  }
}
