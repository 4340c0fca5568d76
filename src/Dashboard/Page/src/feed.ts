import type { Run } from "./run";

const Interval = 1000;
const LongestInterval = 15_000;
const Patience = 20_000;

// Runs begin less often than steps.
const AsksBetweenLists = 5;

/** Asks for the run again and again, and tells when there is something new, or when the connection is lost and found again. */
export class Feed {
  private tag = "";
  private failures = 0;
  private names: string[] = [];
  private chosen: string | undefined;
  private asked = 0;

  constructor(
    private readonly onRuns: (names: string[], chosen: string | undefined) => void,
    private readonly onRun: (run: Run) => void,
    private readonly onState: (connected: boolean, reason: string) => void,
  ) {}

  async follow(): Promise<never> {
    for (;;) {
      if (!document.hidden) await this.ask();
      const wait = Math.min(Interval * 2 ** Math.min(this.failures, 4), LongestInterval);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** Shows another of the runs. */
  choose(name: string): Promise<void> {
    this.chosen = name;
    this.tag = "";
    return this.ask();
  }

  private async ask(): Promise<void> {
    let chosen = this.chosen;
    try {
      if (this.asked === 0 || (this.names.length > 0 && this.asked % AsksBetweenLists === 0)) await this.list();
      this.asked++;
      chosen = this.chosen;
      const address = chosen === undefined ? "api/run" : `api/run?of=${encodeURIComponent(chosen)}`;
      const answer = await fetch(address, { headers: this.tag ? { "If-None-Match": this.tag } : {}, cache: "no-store", signal: AbortSignal.timeout(Patience) });
      if (!answer.ok && answer.status !== 304) throw new Error(((await answer.json().catch(() => ({}))) as { detail?: string }).detail ?? `the server answers ${answer.status}`);
      const run = answer.status === 304 ? null : ((await answer.json()) as Run);
      // Another was chosen meanwhile, and asked for.
      if (chosen !== this.chosen) return;
      if (run) {
        this.tag = answer.headers.get("ETag") ?? "";
        this.onRun(run);
      }
      this.failures = 0;
      this.onState(true, "");
    } catch (error) {
      if (chosen !== this.chosen) return;
      // A server that comes back may be that of another run.
      this.tag = "";
      this.asked = 0;
      this.failures++;
      this.onState(false, error instanceof TypeError || error instanceof DOMException ? "the connection is lost; trying again" : String((error as Error).message));
    }
  }

  // The one that is shown stays, the latest when the page was opened, though others may be written to since.
  private async list(): Promise<void> {
    const answer = await fetch("api/runs", { cache: "no-store", signal: AbortSignal.timeout(Patience) });
    if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
    this.names = (await answer.json()) as string[];
    if (this.chosen === undefined || !this.names.includes(this.chosen)) [this.chosen, this.tag] = [this.names[0], ""];
    this.onRuns(this.names, this.chosen);
  }
}
