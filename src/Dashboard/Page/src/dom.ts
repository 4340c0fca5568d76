/** An element of the page that must be there. */
export function byId<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no ${id}`);
  return element as T;
}

/** A new element. Text is text, whatever names of layers hold. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, text?: string, className?: string): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
}

/** A link to the documentation; anything else than https is shown as text. */
export function link(text: string, target: string): HTMLElement {
  if (!target.startsWith("https://")) return make("span", text);
  const anchor = make("a", text);
  anchor.href = target;
  anchor.rel = "noreferrer";
  anchor.target = "_blank";
  return anchor;
}

/** A color of the style sheet, as it is in the light or dark theme of now. */
export function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
