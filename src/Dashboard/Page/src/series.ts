import type { Run } from "./run";

type Name = keyof Run["series"];

/** A series at the steps of another, whose buckets may end elsewhere: each takes the latest value up to it. */
export function aligned(run: Run, at: Name, name: Name): (number | null)[] {
  const { step: steps, mean } = run.series[name];
  let known = -1;
  return run.series[at].step.map((wanted) => {
    while (known + 1 < steps.length && (steps[known + 1] as number) <= wanted) known++;
    return known < 0 ? null : (mean[known] ?? null);
  });
}
