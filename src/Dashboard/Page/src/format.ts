/** 0.25, 3.1e-7, 4e12; a dash where there is no number. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-2 || size >= 1e5)) return value.toExponential(1);
  return size >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : `${(100 * value).toFixed(value < 0.1 ? 1 : 0)} %`;
}

export function words(name: string): string {
  return name.replaceAll("_", " ");
}

/** The end of a long name, which tells layers apart where there is little room. */
export function ending(name: string, most = 12): string {
  return name.length <= most ? name : `…${name.slice(1 - most)}`;
}
