import type { ErrorRecord } from "../../core/states/error-record.ts";
import { codeFrame } from "./code-frame.ts";
import { toLine, type Look } from "./look.ts";
import { positionsOf } from "./stack-position.ts";
import { withoutControls } from "./text.ts";

/** Reads sources and shortens their paths. */
export interface Sources {
  /** `undefined` for a file that is gone. */
  read(path: string): string | undefined;
  /** The path as people should see it: relative to where they are. */
  show(path: string): string;
}

const mostCauses = 3;
const mostGathered = 3;
const mostMessageLines = 12;

/** An error with its place in the user's code, the lines around it, and what caused it. */
export function failureLines(error: ErrorRecord, look: Look, sources: Sources): readonly string[] {
  const framed = new Set<string>();
  const lines = [...oneError(error, look, sources, { prefix: "", framed }), ...gatheredLines(error, look, sources, framed)];
  let cause = error.cause;
  for (let depth = 0; cause !== undefined && depth < mostCauses; depth += 1) {
    lines.push("", ...oneError(cause, look, sources, { prefix: "Caused by ", framed }), ...gatheredLines(cause, look, sources, framed));
    cause = cause.cause;
  }
  return lines;
}

/** The errors that an `AggregateError` gathered. */
function gatheredLines({ errors = [] }: ErrorRecord, look: Look, sources: Sources, framed: Set<string>): string[] {
  const lines = errors.slice(0, mostGathered).flatMap((one, index) => ["", ...oneError(one, look, sources, { prefix: `${index + 1} of ${errors.length}: `, framed })]);
  const hidden = errors.length - mostGathered;
  return hidden > 0 ? [...lines, "", toLine(look, [{ text: `${look.icons.ellipsis} ${hidden} more`, paint: "dim" }])] : lines;
}

interface Chain {
  readonly prefix: string;
  /** Lines that were shown with the code around them already. */
  readonly framed: Set<string>;
}

function oneError(error: ErrorRecord, look: Look, sources: Sources, { prefix, framed }: Chain): string[] {
  const lines = messageLines(error, look, prefix);
  const place = error.stack === undefined ? undefined : positionsOf(error.stack)[0];
  if (place === undefined) return lines;
  const where = `${sources.show(place.file)}:${place.line}`;
  lines.push(toLine({ ...look, columns: Infinity }, [{ text: "  at ", paint: "dim" }, { text: `${where}:${place.column}`, paint: "cyan" }]));
  const source = framed.has(where) ? undefined : sources.read(place.file);
  framed.add(where);
  return source === undefined ? lines : [...lines, ...codeFrame(source, place.line, place.column, look)];
}

function messageLines(error: ErrorRecord, look: Look, prefix: string): string[] {
  const [first = "", ...rest] = withoutControls(error.message).split("\n");
  const name = first === "" ? error.name : `${error.name}: `;
  const hidden = rest.length - mostMessageLines;
  return [
    toLine({ ...look, columns: Infinity }, [{ text: prefix, paint: "dim" }, { text: name, paint: "red" }, { text: first, paint: "bold" }]),
    ...rest.slice(0, mostMessageLines).map((line) => `  ${line}`),
    ...(hidden > 0 ? [toLine(look, [{ text: `  ${look.icons.ellipsis} ${hidden} more lines`, paint: "dim" }])] : []),
  ];
}
