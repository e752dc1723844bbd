/** Positions in text as links into the source. */
import type { SourcePlace } from "../../core/protocol/run-summary.ts";
import { make, type Child } from "../parts/dom.ts";

const position = /((?:file:\/\/)?(?:[A-Za-z]:)?[^\s():]+\.[cm]?[jt]sx?):(\d+):(\d+)/g;

/** Text with each `path:line:column` in it as a link. `root`: what relative paths are below. */
export function withPlaces(text: string, root: string, open: (place: SourcePlace) => void): Child[] {
  const parts: Child[] = [];
  let from = 0;
  for (const match of text.matchAll(position)) {
    const [whole, file = "", line = "", column = ""] = match;
    parts.push(text.slice(from, match.index), placeLink(whole, { file: absolute(file, root), line: Number(line), column: Number(column) }, open));
    from = match.index + whole.length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** `file:line:column`, relative to the root, as a place; `undefined` for what is none. */
export function placeOf(text: string, root: string): SourcePlace | undefined {
  const match = /^(.*):(\d+):(\d+)$/.exec(text);
  if (match === null) return undefined;
  const [, file = "", line = "", column = ""] = match;
  return { file: absolute(file, root), line: Number(line), column: Number(column) };
}

export function placeLink(label: string, place: SourcePlace, open: (place: SourcePlace) => void): HTMLElement {
  const link = make("button", { class: "link place", type: "button", title: `${place.file}:${place.line}:${place.column}` }, label);
  link.addEventListener("click", () => open(place));
  return link;
}

function absolute(file: string, root: string): string {
  const path = file.replace(/^file:\/\//, "");
  return /^(?:[\\/]|[A-Za-z]:)/.test(path) ? path : `${root.replace(/[\\/]$/, "")}/${path}`;
}
