import type { Run } from "./run";

const Interval = 1000;
const LongestInterval = 15_000;
const Patience = 20_000;

/** Asks for the run again and again, and tells when there is something new, or when the connection is lost and found again. */
export class Feed {
  private tag = "";
  private failures = 0;

  constructor(
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

  private async ask(): Promise<void> {
    try {
      const answer = await fetch("api/run", { headers: this.tag ? { "If-None-Match": this.tag } : {}, cache: "no-store", signal: AbortSignal.timeout(Patience) });
      if (answer.status !== 304) {
        if (!answer.ok) throw new Error(((await answer.json().catch(() => ({}))) as { detail?: string }).detail ?? `the server answers ${answer.status}`);
        const run = (await answer.json()) as Run;
        this.tag = answer.headers.get("ETag") ?? "";
        this.onRun(run);
      }
      this.failures = 0;
      this.onState(true, "");
    } catch (error) {
      // A server that comes back may be that of another run.
      this.tag = "";
      this.failures++;
      this.onState(false, error instanceof TypeError || error instanceof DOMException ? "the connection is lost; trying again" : String((error as Error).message));
    }
  }
}
