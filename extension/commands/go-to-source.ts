import { openPlace, uriOf } from "../folders/places.ts";
import type { Command } from "./command.ts";
import { givenFlow, givenRun } from "./targets.ts";

/** Of a flow its definition; of a run that failed the line that threw, else its flow. */
export const goToSource: Command = {
  id: "millrace.goToSource",
  async run(host, argument) {
    const run = givenRun(host, argument);
    if (run?.run?.failure?.at != null) return await openPlace(run.run.failure.at);
    const flowId = run?.run?.flowId;
    const target = givenFlow(host, run === undefined || flowId == null ? argument : { folder: run.engine.uri, flowId });
    if (target !== undefined) await openPlace({ file: uriOf(target.engine, target.flow.file).fsPath, line: target.flow.line, column: target.flow.column });
  },
};
