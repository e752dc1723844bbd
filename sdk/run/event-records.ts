import type { ReadEvent } from "../events/read-event.ts";
import { storeJson } from "./artifact-records.ts";
import type { RunContext } from "./context.ts";

/** Writes an event into the run's file, and waits until it is there. */
export async function recordEvent(context: RunContext, { name, resource, payload }: ReadEvent): Promise<{ readonly token: string; readonly at: number }> {
  const { root, flow, task } = context;
  const token = root.newToken();
  const at = root.write({
    k: "event",
    event: token,
    name,
    resource: resource ?? ownResource(context),
    ...(payload === undefined ? {} : { payload: storeJson(payload, root) }),
    ...(flow === null ? {} : { run: flow.number }),
    ...(task === null ? {} : { task: task.number }),
  });
  await root.written();
  return { token, at };
}

/** The run that tells it. */
function ownResource({ root, flow, task }: RunContext): Readonly<Record<string, string>> {
  if (task !== null) return { id: `millrace.task-run.${task.id}`, name: task.name, task: task.definition.name };
  return flow === null ? { id: `millrace.run.${root.id}` } : { id: `millrace.flow-run.${flow.id}`, name: flow.name, flow: flow.definition.name };
}
