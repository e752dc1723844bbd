import { brand, isBranded } from "../../brand.ts";
import type { Definition } from "../../definition/definition.ts";
import type { State } from "../../state/state.ts";
import { runRootFlow } from "../start-flow.ts";
import { startTask } from "../start-task.ts";
import { drain } from "./generate.ts";
import { ItemStream } from "./item-stream.ts";

/** The definition behind a generator task or flow; `undefined` for anything else. */
export function generatorDefinition(value: unknown): Definition | undefined {
  const mark = isBranded(value, brand.task) ? brand.task : brand.flow;
  const definition = isBranded(value, mark) ? (value as Readonly<Record<symbol, Definition>>)[mark] : undefined;
  return definition?.isGenerator === true ? definition : undefined;
}

/** Runs a generator outside of any run, with nobody to take its items: they are recorded. The final state. */
export async function runToEnd(definition: Definition, args: readonly unknown[]): Promise<State> {
  const call = { args, after: [], site: null, via: "call" } as const;
  if (definition.kind === "flow") return (await runRootFlow({ ...call, definition })).publicState();
  const stream = new ItemStream();
  const future = startTask({ ...call, definition, stream });
  future.then(
    (value) => stream.finish(value),
    (error: unknown) => stream.fail(error),
  );
  // How it ended is told by its state.
  drain(stream).catch(() => undefined);
  return await future.wait();
}
