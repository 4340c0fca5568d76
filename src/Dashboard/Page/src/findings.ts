import { byId, link, make } from "./dom";
import { words } from "./format";
import type { Finding, Run } from "./run";

const MostShown = 200;
let shown = "";

/** The findings, the latest first; told to screen readers as they come. */
export function showFindings(run: Run): void {
  const state = run.findings.map((finding) => `${finding.symptom} ${finding.layer} ${finding.step} ${finding.endStep}`).join();
  if (state === shown && state !== "") return;
  shown = state;
  const list = byId("findings");
  list.replaceChildren(...run.findings.slice(-MostShown).reverse().map(item));
  byId("no-findings").hidden = run.findings.length > 0;
  showTimeline(run);
}

function item(finding: Finding): HTMLElement {
  const entry = make("li", undefined, finding.severity);
  const head = make("p", undefined, "head");
  head.append(make("strong", `${finding.severity}: `), link(words(finding.symptom), finding.link));
  head.append(make("span", ` ${finding.layer ? `at ${finding.layer}, ` : ""}step ${finding.step}${finding.endStep === null ? "" : ` to ${finding.endStep}`}`));
  entry.append(head, make("p", finding.message));
  if (finding.remedies.length > 0) {
    const details = make("details");
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

// Marks at the steps at which findings began.
function showTimeline(run: Run): void {
  const line = byId("timeline");
  line.replaceChildren(...run.findings.slice(-MostShown).map((finding) => {
    const mark = make("span", undefined, finding.severity);
    mark.style.left = `${(100 * finding.step) / Math.max(run.steps, 1)}%`;
    mark.title = `step ${finding.step}: ${words(finding.symptom)} ${finding.layer}`;
    return mark;
  }));
}
