import { byId, make } from "./dom";

let listed = "";

/** The runs to choose from; hidden where there is but one. */
export function showRuns(names: string[], chosen: string | undefined): void {
  byId("chooser").hidden = names.length < 2;
  const select = byId<HTMLSelectElement>("run");
  // Runs that go on change places with every step: only a new one is worth moving the list under a finger.
  const known = [...names].sort().join("\n");
  if (known !== listed) {
    listed = known;
    select.replaceChildren(...names.map((name) => {
      const option = make("option", name);
      option.value = name;
      return option;
    }));
  }
  if (chosen !== undefined && select.value !== chosen) select.value = chosen;
}
