import { exampleInput } from "../../core/presentation/example-input.ts";
import { untilText } from "../../core/presentation/until-text.ts";
import type { PauseDocument } from "../../core/protocol/run-document.ts";
import { type PauseSchemas, toPauseDocument } from "../../core/protocol/to-pause-document.ts";
import type { FlowRunView, RunView } from "../../core/records/run-view.ts";
import { toLine, type Look } from "./look.ts";
import { oneLine } from "./text.ts";
import { fromIso } from "./time-of-day.ts";

interface Waiting {
  readonly name: string;
  /** Whole, of the flow run and of its root. */
  readonly id: string;
  readonly rootRunId: string;
  readonly pause: PauseDocument;
}

/** That a flow run waits for a person: for what, until when, and the command that answers. Nothing for one that does not. */
export function waitLines(view: RunView, run: FlowRunView, look: Look, nowUs: number, pauseSchemas: PauseSchemas = new Map()): readonly string[] {
  const pause = toPauseDocument({ showValue: (value) => ("v" in value ? value.v : null), pauseSchemas }, run);
  return pause === null ? [] : ["", ...linesOfPause({ name: run.name, id: run.id, rootRunId: view.open?.id ?? run.id, pause }, look, nowUs), ""];
}

export function linesOfPause({ name, id, rootRunId, pause }: Waiting, look: Look, nowUs: number): readonly string[] {
  const { description, schema, timeoutAt, kind } = pause;
  const until = timeoutAt === null ? "" : `, until ${untilText(fromIso(timeoutAt), nowUs, look.utcOffsetMinutes)}`;
  const what = kind === "suspended" ? "is suspended and waits for a person" : "waits for a person";
  // The root's short id means whatever waits, of which there may be several; a child has its own.
  const reference = id === rootRunId ? id.slice(0, 8) : id;
  const input = schema === null ? "" : ` --input '${JSON.stringify(exampleInput(schema))}'`;
  return [
    toLine(look, [{ text: look.icons.paused, paint: "yellow" }, ` ${oneLine(name)} ${what}${until}`]),
    ...(description === null ? [] : description.split("\n").map((line) => toLine(look, ["  ", { text: oneLine(line), paint: "bold" }]))),
    // Cut, it could not be copied.
    toLine({ ...look, columns: Infinity }, ["  ", { text: `millrace runs resume ${reference}${input}`, paint: "cyan" }]),
  ];
}
