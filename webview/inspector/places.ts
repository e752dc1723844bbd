/** Positions in text as links into the source. */
import type { SourcePlace } from "../../core/protocol/run-summary.ts";
import { absolutePath } from "../model/source-place.ts";
import { make, type Child } from "../parts/dom.ts";

const position = /((?:file:\/\/)?(?:[A-Za-z]:)?[^\s():]+\.[cm]?[jt]sx?):(\d+):(\d+)/g;

/** Text with each `path:line:column` in it as a link. `root`: what relative paths are below. */
export function withPlaces(text: string, root: string, open: (place: SourcePlace) => void): Child[] {
  const parts: Child[] = [];
  let from = 0;
  for (const match of text.matchAll(position)) {
    const [whole, file = "", line = "", column = ""] = match;
    parts.push(text.slice(from, match.index), placeLink(whole, { file: absolutePath(file, root), line: Number(line), column: Number(column) }, open));
    from = match.index + whole.length;
  }
  parts.push(text.slice(from));
  return parts;
}

export function placeLink(label: string, place: SourcePlace, open: (place: SourcePlace) => void): HTMLElement {
  const link = make("button", { class: "link place", type: "button", title: `${place.file}:${place.line}:${place.column}` }, label);
  link.addEventListener("click", () => open(place));
  return link;
}
