import { byId, color, make } from "./dom";
import { ending } from "./format";
import { identity, type Run } from "./run";

const RowHeight = 14;
const TallestMap = 560;
const NonFinite = 255;
const LongestName = 24;
const Invitation = "Point at a cell, or use the arrow keys.";

/** Gradient norms by layer (down) and time (to the right). */
export class Heatmap {
  private run: Run | null = null;
  private cells = new Uint8Array();
  private column = -1;
  private row = 0;

  // Where there are more layers than lines of the screen, a line has several.
  private layersPerLine = 1;
  private readonly canvas = byId<HTMLCanvasElement>("heat");
  private readonly readout = byId("heat-readout");

  constructor() {
    this.readout.textContent = Invitation;
    new ResizeObserver(() => this.draw()).observe(this.canvas.parentElement as HTMLElement);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    // A finger that taps does not move.
    for (const pointed of ["pointermove", "pointerdown"] as const) this.canvas.addEventListener(pointed, (event) => this.point(event));
    this.canvas.addEventListener("keydown", (event) => this.step(event));
  }

  show(run: Run): void {
    if (this.run && identity(this.run) !== identity(run)) {
      [this.column, this.row] = [-1, 0];
      this.readout.textContent = Invitation;
    }
    this.run = run;
    this.cells = Uint8Array.from(atob(run.heat.cells), (letter) => letter.charCodeAt(0));
    this.draw();
  }

  private draw(): void {
    const run = this.run;
    if (!run) return;
    const columns = run.heat.places.length;
    this.layersPerLine = Math.max(1, Math.ceil(run.layers.length / TallestMap));
    const lines = Math.ceil(run.layers.length / this.layersPerLine);
    const width = (this.canvas.parentElement as HTMLElement).clientWidth;
    const height = Math.min(lines * RowHeight, TallestMap);
    const scale = devicePixelRatio;
    this.canvas.width = width * scale;
    this.canvas.height = height * scale;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    const context = this.canvas.getContext("2d");
    byId("heat-lines").hidden = this.layersPerLine === 1;
    byId("heat-lines").textContent = `A line shows the largest norm of ${this.layersPerLine} layers that follow each other.`;
    this.label(run, lines, height);
    if (!context || columns === 0 || lines === 0) return;

    const seen = this.cells.filter((cell) => cell > 0 && cell < NonFinite);
    let [low, high] = [255, 0];
    for (const cell of seen) [low, high] = [Math.min(low, cell), Math.max(high, cell)];
    const places = (run.heat.places[columns - 1] ?? 0) + 1;
    const image = new ImageData(Math.max(places, 1), lines);
    const alarm = parse(color("error"));
    for (let i = 0; i < columns; i++) {
      const place = run.heat.places[i] ?? 0;
      for (let row = 0; row < lines; row++) {
        const cell = this.cellOf(i, this.largest(i, row));
        if (cell === 0) continue;
        const [r, g, b] = cell === NonFinite ? alarm : shade((cell - low) / Math.max(high - low, 1));
        image.data.set([r, g, b, 255], 4 * (row * places + place));
      }
    }
    const source = document.createElement("canvas");
    source.width = image.width;
    source.height = lines;
    source.getContext("2d")?.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(source, 0, 0, this.canvas.width, this.canvas.height);
    byId("heat-low").textContent = seen.length === 0 ? "" : `1e${Math.round((low - 1) / 8 - 20)}`;
    byId("heat-high").textContent = seen.length === 0 ? "" : `1e${Math.round((high - 1) / 8 - 20)}`;
  }

  // As many names as have room; steps at both ends.
  private label(run: Run, lines: number, height: number): void {
    const apart = Math.max(1, Math.ceil((RowHeight * lines) / Math.max(height, 1)));
    const named = Array.from({ length: Math.ceil(lines / apart) }, (_, i) => i * apart);
    const names = byId("heat-names");
    names.style.top = `${(height / lines - RowHeight) / 2}px`;
    names.replaceChildren(...named.map((line) => {
      const entry = make("span", ending(run.layers[line * this.layersPerLine]?.path ?? "", LongestName));
      entry.style.height = `${(apart * height) / lines}px`;
      return entry;
    }));
    const last = (run.heat.places.at(-1) ?? 0) * run.heat.stepsPerColumn + run.heat.stepsPerColumn;
    byId("heat-steps").replaceChildren(make("span", "step 1"), make("span", `step ${Math.min(last, run.steps).toLocaleString("en")}`));
  }

  private point(event: PointerEvent): void {
    const box = this.canvas.getBoundingClientRect();
    const run = this.run;
    if (!run || box.width === 0) return;
    const place = Math.floor(((event.clientX - box.left) / box.width) * ((run.heat.places.at(-1) ?? 0) + 1));
    this.column = run.heat.places.findLastIndex((known) => known <= place);
    const lines = Math.ceil(run.layers.length / this.layersPerLine);
    this.row = this.largest(this.column, Math.max(0, Math.min(Math.floor(((event.clientY - box.top) / box.height) * lines), lines - 1)));
    this.tell();
  }

  private step(event: KeyboardEvent): void {
    const moves: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const move = moves[event.key];
    if (!move || !this.run) return;
    event.preventDefault();
    const clamp = (value: number, count: number) => Math.max(0, Math.min(value, count - 1));
    this.column = clamp((this.column < 0 ? this.run.heat.places.length - 1 : this.column) + move[0], this.run.heat.places.length);
    this.row = clamp(this.row + move[1], this.run.layers.length);
    this.tell();
  }

  private cellOf(column: number, layer: number): number {
    return this.cells[column * (this.run?.layers.length ?? 0) + layer] ?? 0;
  }

  // The layer of a line that has the largest norm, or one that is not finite.
  private largest(column: number, line: number): number {
    const first = line * this.layersPerLine;
    const end = Math.min(first + this.layersPerLine, this.run?.layers.length ?? 0);
    let found = first;
    for (let layer = first + 1; layer < end; layer++)
      if (this.cellOf(column, layer) > this.cellOf(column, found)) found = layer;
    return found;
  }

  private tell(): void {
    const run = this.run;
    const layer = run?.layers[this.row];
    if (!run || !layer || this.column < 0) return;
    const cell = this.cellOf(this.column, this.row);
    const first = (run.heat.places[this.column] ?? 0) * run.heat.stepsPerColumn + 1;
    const last = Math.min(first + run.heat.stepsPerColumn - 1, run.steps);
    const norm = cell === 0 ? "not measured" : cell === NonFinite ? "NaN or infinite" : (10 ** ((cell - 1) / 8 - 20)).toExponential(0);
    this.readout.textContent = `${layer.path}, ${last > first ? `steps ${first} to ${last}` : `step ${first}`}: ${norm}`;
  }
}

// From dark violet over teal to yellow, light growing evenly, so that it reads in gray too.
const Stops: [number, number, number][] = [[48, 18, 88], [50, 74, 140], [33, 124, 142], [52, 170, 116], [160, 210, 60], [250, 230, 60]];

function shade(at: number): [number, number, number] {
  const place = Math.min(Math.max(at, 0), 1) * (Stops.length - 1);
  const i = Math.min(Math.floor(place), Stops.length - 2);
  const [from, to] = [Stops[i] as [number, number, number], Stops[i + 1] as [number, number, number]];
  return [0, 1, 2].map((part) => Math.round((from[part] as number) + ((to[part] as number) - (from[part] as number)) * (place - i))) as [number, number, number];
}

function parse(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
