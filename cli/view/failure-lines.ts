import type { ErrorRecord } from "../../core/states/error-record.ts";
import { codeFrame } from "./code-frame.ts";
import { toLine, type Look } from "./look.ts";
import { positionsOf, type StackPosition } from "./stack-position.ts";
import { withoutControls } from "./text.ts";

/** Reads sources and shortens their paths. */
export interface Sources {
  /** `undefined` for a file that is gone. */
  read(path: string): string | undefined;
  /** The path as people should see it: relative to where they are. */
  show(path: string): string;
}

const mostCauses = 3;
const mostMessageLines = 12;

/** An error with its place in the user's code, the lines around it, and what caused it. */
export function failureLines(error: ErrorRecord, look: Look, sources: Sources): readonly string[] {
  return [...oneError(error, look, sources, ""), ...causes(error, look, sources)];
}

/** The innermost place in the user's code that an error or one of its causes names. */
export function placeOf(error: ErrorRecord): StackPosition | undefined {
  const own = error.stack === undefined ? undefined : positionsOf(error.stack)[0];
  return own ?? (error.cause === undefined ? undefined : placeOf(error.cause));
}

function causes(error: ErrorRecord, look: Look, sources: Sources): readonly string[] {
  const lines: string[] = [];
  let cause = error.cause;
  for (let depth = 0; cause !== undefined && depth < mostCauses; depth += 1) {
    lines.push("", ...oneError(cause, look, sources, "Caused by "));
    cause = cause.cause;
  }
  return lines;
}

function oneError(error: ErrorRecord, look: Look, sources: Sources, prefix: string): readonly string[] {
  const [first = "", ...rest] = withoutControls(error.message).split("\n");
  const name = first === "" ? error.name : `${error.name}: `;
  const message = [
    toLine({ ...look, columns: Infinity }, [{ text: prefix, paint: "dim" }, { text: name, paint: "red" }, { text: first, paint: "bold" }]),
    ...rest.slice(0, mostMessageLines).map((line) => `  ${line}`),
    ...(rest.length > mostMessageLines ? [toLine(look, [{ text: `  ${look.icons.ellipsis} ${rest.length - mostMessageLines} more lines`, paint: "dim" }])] : []),
  ];
  const place = error.stack === undefined ? undefined : positionsOf(error.stack)[0];
  if (place === undefined) return message;
  const where = toLine({ ...look, columns: Infinity }, [{ text: "  at ", paint: "dim" }, { text: `${sources.show(place.file)}:${place.line}:${place.column}`, paint: "cyan" }]);
  const source = sources.read(place.file);
  return [...message, where, ...(source === undefined ? [] : codeFrame(source, place.line, place.column, look))];
}
