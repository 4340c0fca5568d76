import { identity, type Run } from "./run";

// Longer than most steps take.
const Silence = 60_000;

// More than the clocks of two machines differ by.
const LongAgo = 600_000;

/** Whether a run goes on: a process that was killed leaves no word of it in its log. */
export class Pulse {
  private run = "";
  private last = 0;

  /** To be told of everything new. */
  feel(run: Run): void {
    const name = identity(run);
    const measured = run.elapsed ? Date.parse(run.started) + 1000 * run.elapsed : Infinity;
    // What is new to this page may be old.
    this.last = name !== this.run && Date.now() - measured > LongAgo ? measured : Date.now();
    this.run = name;
  }

  isQuiet(): boolean {
    return Date.now() - this.last > Silence;
  }
}
