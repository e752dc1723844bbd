/** An error: what it says, the code it was thrown from, the calls that led there, and its causes. */
import type { SourcePlace } from "../../core/protocol/run-summary.ts";
import type { ErrorRecord } from "../../core/states/error-record.ts";
import type { PlacedFrame } from "../model/details.ts";
import { shownFile, stackFrames, type StackFrame } from "../model/source-place.ts";
import { make } from "../parts/dom.ts";
import { placeLink, withPlaces } from "./places.ts";

export interface Sources {
  /** Absolute path of the folder. */
  readonly root: string;
  readonly open: (place: SourcePlace) => void;
}

export function errorView(error: ErrorRecord, frame: PlacedFrame | null, sources: Sources, isCause = false): HTMLElement {
  const frames = stackFrames(error.stack ?? "");
  return make(
    "div",
    { class: "error" },
    make("div", { class: "error-message" }, isCause && make("span", { class: "dim" }, "caused by "), make("span", { class: "error-name" }, error.name), ": ", ...withPlaces(error.message, sources.root, sources.open)),
    error.code !== undefined && make("div", { class: "dim" }, `code ${error.code}`),
    frame !== null && frameView(frame, sources),
    frames.length > 0 && make("ol", { class: "stack" }, ...frames.map((one) => stackLine(one, sources))),
    error.cause !== undefined && errorView(error.cause, null, sources, true),
    ...(error.errors ?? []).map((one) => errorView(one, null, sources)),
  );
}

function stackLine({ name, place, text }: StackFrame, { root, open }: Sources): HTMLElement {
  if (place === undefined) return make("li", { class: "dim" }, text);
  const where = `${shownFile(place.file, root)}:${place.line}:${place.column}`;
  return make("li", {}, name !== "" && make("span", { class: "dim" }, `${name} `), placeLink(where, place, open));
}

/** The line in question with what stands around it, numbered, and a mark below the column. */
function frameView({ place, frame }: PlacedFrame, { open }: Sources): HTMLElement {
  const gutter = String(frame.firstLine + frame.lines.length - 1).length;
  const rows = frame.lines.flatMap((line, index) => {
    const number = frame.firstLine + index;
    const isHere = number === place.line;
    const row = make("div", { class: isHere ? "frame-here" : "dim" }, make("span", { class: "frame-number" }, String(number).padStart(gutter)), line);
    if (!isHere) return [row];
    // As wide as what stands before it, tabs too.
    const lead = line.slice(0, place.column - 1).replace(/[^\t]/g, " ");
    return [row, make("div", { class: "frame-mark", "aria-hidden": "true" }, make("span", { class: "frame-number" }, " ".repeat(gutter)), `${lead}^`)];
  });
  const element = make("button", { class: "frame", type: "button", title: "Go to the code", "aria-label": `Line ${place.line}: ${frame.lines[place.line - frame.firstLine]?.trim() ?? ""}` }, ...rows);
  element.addEventListener("click", () => open(place));
  return element;
}
