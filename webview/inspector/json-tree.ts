/** A value as a tree of JSON that unfolds; long texts and long lists are cut until someone asks for the rest. */
import type { Json } from "../../core/states/stored-value.ts";
import { icon, make } from "../parts/dom.ts";

const longText = 200;
const longList = 50;
const openDepth = 1;

export function jsonTree(value: Json, label: string): HTMLElement {
  return make("div", { class: "json", role: "tree", "aria-label": label }, node(undefined, value, 0));
}

function node(key: string | undefined, value: Json, depth: number): HTMLElement {
  if (typeof value !== "object" || value === null) return make("div", { class: "json-leaf", role: "treeitem", style: indent(depth) }, ...keyPart(key), leaf(value));
  return branch(key, value, depth);
}

function branch(key: string | undefined, value: Exclude<Json, string | number | boolean | null>, depth: number): HTMLElement {
  const entries: readonly (readonly [string, Json])[] = Array.isArray(value) ? value.map((entry: Json, index) => [String(index), entry] as const) : Object.entries(value);
  const summary = summaryOf(value);
  if (entries.length === 0) return make("div", { class: "json-leaf", role: "treeitem", style: indent(depth) }, ...keyPart(key), make("span", { class: "dim" }, summary));
  const children = make("div", { role: "group", hidden: true });
  const chevron = icon("chevron-right");
  const head = make("button", { class: "json-head", type: "button", style: indent(depth, false) }, chevron, ...keyPart(key), make("span", { class: "dim" }, summary));
  const element = make("div", { role: "treeitem", "aria-expanded": "false" }, head, children);
  const toggle = (isOpen: boolean): void => {
    if (isOpen && children.childElementCount === 0) addEntries(children, entries, 0, depth + 1);
    children.hidden = !isOpen;
    element.setAttribute("aria-expanded", String(isOpen));
    chevron.className = `codicon codicon-chevron-${isOpen ? "down" : "right"}`;
  };
  head.addEventListener("click", () => toggle(element.getAttribute("aria-expanded") !== "true"));
  if (depth < openDepth) toggle(true);
  return element;
}

function addEntries(parent: HTMLElement, entries: readonly (readonly [string, Json])[], from: number, depth: number): void {
  for (const [key, entry] of entries.slice(from, from + longList)) parent.append(node(key, entry, depth));
  const left = entries.length - from - longList;
  if (left <= 0) return;
  const more = make("button", { class: "link", type: "button", style: indent(depth) }, `${left} more`);
  more.addEventListener("click", () => {
    more.remove();
    addEntries(parent, entries, from + longList, depth);
  });
  parent.append(more);
}

function leaf(value: string | number | boolean | null): HTMLElement {
  if (typeof value !== "string") return make("span", { class: `json-${value === null ? "null" : typeof value}` }, String(value));
  return cutText(JSON.stringify(value), "json-string");
}

/** Text of which the rest is behind a button. */
export function cutText(text: string, className: string): HTMLElement {
  if (text.length <= longText) return make("span", { class: className }, text);
  const shown = make("span", { class: className }, `${text.slice(0, longText)}…`);
  const more = make("button", { class: "link", type: "button" }, `show ${(text.length - longText).toLocaleString("en")} more characters`);
  more.addEventListener("click", () => {
    shown.textContent = text;
    more.remove();
  });
  return make("span", {}, shown, " ", more);
}

function summaryOf(value: Exclude<Json, string | number | boolean | null>): string {
  if (Array.isArray(value)) return `[${value.length}]`;
  const keys = Object.keys(value);
  return keys.length === 0 ? "{}" : `{${keys.slice(0, 4).join(", ")}${keys.length > 4 ? ", …" : ""}}`;
}

function keyPart(key: string | undefined): HTMLElement[] {
  return key === undefined ? [] : [make("span", { class: "json-key" }, key), make("span", { class: "dim" }, ":\u00a0")];
}

function indent(depth: number, isLeaf = true): string {
  return `padding-left: ${depth * 12 + (isLeaf ? 16 : 0)}px`;
}
