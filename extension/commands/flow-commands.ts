import { givenFlow, givenRun } from "../../core/presentation/targets.ts";
import { flowAtCursor, openPlace, uriOf } from "../folders/places.ts";
import { runJsonDocument } from "../parameters/run-json-document.ts";
import type { Host } from "../host.ts";
import { onFlow, type Command } from "./command.ts";

const run = onFlow("millrace.runFlow", "Run a flow", ({ orders }, { engine, flow }) => orders.runFlow(engine, flow, "run"));
const debug = onFlow("millrace.debugFlow", "Debug a flow", ({ orders }, { engine, flow }) => orders.runFlow(engine, flow, "debug"));

export const flowCommands: readonly Command[] = [
  run,
  debug,
  // Asks for parameters that have defaults too.
  onFlow("millrace.runWithParameters", "Run a flow with parameters", ({ orders }, { engine, flow }) => orders.runFlow(engine, flow, "run", "always")),
  // The flow around the cursor; without one the user is asked.
  { id: "millrace.runAtCursor", run: (host) => run.run(host, flowAtCursor(host.engines)) },
  { id: "millrace.debugAtCursor", run: (host) => debug.run(host, flowAtCursor(host.engines)) },
  { id: "millrace.runJsonDocument", run: (host) => runJsonDocument(host) },
  onFlow("millrace.showGraph", "Show the graph of a flow", ({ views }, { engine, flow }) => views.show(engine, { kind: "flow", flowId: flow.id })),
  { id: "millrace.goToSource", run: goToSource },
];

/** Of a flow its definition; of a run that failed the line that threw, else its flow. */
async function goToSource(host: Host, argument: unknown): Promise<void> {
  const target = givenRun(host.engines, argument);
  if (target?.run?.failure?.at != null) return await openPlace(target.run.failure.at);
  const flowId = target?.run?.flowId;
  const found = givenFlow(host.engines, target === undefined || flowId == null ? argument : { folder: target.engine.uri, flowId });
  if (found !== undefined) await openPlace({ file: uriOf(found.engine, found.flow.file).fsPath, line: found.flow.line, column: found.flow.column });
}
