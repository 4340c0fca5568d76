import { byId, link, make } from "./dom";
import { words } from "./format";
import { identity, type Finding, type Run } from "./run";

let shown = "";
const unfolded = new Set<string>();

/** The findings, the latest first; told to screen readers as they come. */
export function showFindings(run: Run): void {
  const state = [identity(run), ...run.findings.map((finding) => `${nameOf(finding)} ${finding.endStep}`)].join();
  showTimeline(run);
  if (state === shown) return;
  shown = state;
  const list = byId("findings");
  list.replaceChildren(...[...run.findings].reverse().map(item));
  byId("no-findings").hidden = run.findings.length > 0;
  byId("earlier-findings").hidden = run.findingCount === run.findings.length;
  byId("earlier-findings").textContent = `The latest ${run.findings.length} of ${run.findingCount} findings.`;
}

function item(finding: Finding): HTMLElement {
  const entry = make("li", undefined, finding.severity);
  const head = make("p", undefined, "head");
  head.append(make("strong", `${finding.severity}: `), link(words(finding.symptom), finding.link));
  head.append(make("span", ` ${finding.layer ? `at ${finding.layer}, ` : ""}step ${finding.step}${finding.endStep === null ? "" : ` to ${finding.endStep}`}`));
  entry.append(head, make("p", finding.message));
  if (finding.remedies.length > 0) {
    const details = make("details");
    details.open = unfolded.has(nameOf(finding));
    details.addEventListener("toggle", () => (details.open ? unfolded.add(nameOf(finding)) : unfolded.delete(nameOf(finding))));
    const remedies = make("ol");
    remedies.append(...finding.remedies.map((remedy) => {
      const one = make("li", `${remedy.action} `);
      one.append(link("more", remedy.link));
      return one;
    }));
    details.append(make("summary", "What to do"), remedies);
    entry.append(details);
  }
  return entry;
}

function nameOf(finding: Finding): string {
  return `${finding.symptom} ${finding.layer} ${finding.step}`;
}

// Marks at the steps at which findings began.
function showTimeline(run: Run): void {
  const line = byId("timeline");
  line.replaceChildren(...run.findings.map((finding) => {
    const mark = make("span", undefined, finding.severity);
    mark.style.left = `${(100 * finding.step) / Math.max(run.steps, 1)}%`;
    mark.title = `step ${finding.step}: ${words(finding.symptom)} ${finding.layer}`;
    return mark;
  }));
}
