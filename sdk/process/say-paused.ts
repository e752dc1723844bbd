import { exampleInput } from "../../core/presentation/example-input.ts";
import { untilText } from "../../core/presentation/until-text.ts";
import type { ParametersSchema } from "../../core/protocol/json-schema.ts";
import type { PausedState } from "../../core/states/run-state.ts";
import type { FlowRun } from "../run/flow-run.ts";

/** A script has no command around it that shows that it waits, for what, until when, and how to answer. */
export function sayPaused(run: FlowRun, { message, timeoutAt }: PausedState, schema: ParametersSchema | null): void {
  const nowUs = run.root.clock.nowUs();
  const until = timeoutAt === 0 ? "" : `, until ${untilText(timeoutAt, nowUs, -new Date(nowUs / 1_000).getTimezoneOffset())}`;
  const what = message === null ? "" : `: ${message}`;
  const input = schema === null ? "" : ` --input '${JSON.stringify(exampleInput(schema))}'`;
  // The root's short id means whatever waits, of which there may be several; a child has its own.
  const reference = run.id === run.root.id ? run.id.slice(0, 8) : run.id;
  process.stderr.write(`${run.name} waits for a person${until}${what}\nIt goes on with: millrace runs resume ${reference}${input}\n`);
}
