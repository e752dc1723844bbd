/** Elements without a framework. Text is always text: nothing here takes HTML. */
export type Child = Node | string | null | undefined | false;

export interface Attributes {
  readonly [name: string]: string | number | boolean | undefined;
}

/** Makes an element. `true` sets an attribute without a value; `false` and `undefined` leave it out. */
export function make<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes?: Attributes, ...children: readonly Child[]): HTMLElementTagNameMap[Name];
export function make(name: string, attributes?: Attributes, ...children: readonly Child[]): HTMLElement;
export function make(name: string, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElement {
  const element = document.createElement(name);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    // As an attribute a strict policy would refuse it.
    if (name === "style" && element instanceof HTMLElement) element.style.cssText = String(value ?? "");
    else if (value === false || value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Puts children in the place of what was there. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren();
  append(element, children);
}

/** Sets text only where it differs, so that nothing is laid out for nothing. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function icon(name: string, isSpinning = false): HTMLElement {
  return make("span", { class: `codicon codicon-${name}${isSpinning ? " codicon-modifier-spin" : ""}`, "aria-hidden": "true" });
}

/** Whether a key was pressed in something that takes text; the toolkit's fields send their keys on. */
export function isTyping(event: KeyboardEvent): boolean {
  return event.composedPath().some((target) => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement);
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) if (child !== null && child !== undefined && child !== false) element.append(child);
}
