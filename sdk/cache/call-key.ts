import { hash } from "node:crypto";
import type { CacheKeyFunction, KeySource } from "../definition/cache-options.ts";
import { runName } from "../definition/run-name.ts";
import { flowRunInfo, taskRunInfo } from "../run/info.ts";
import type { TaskRun } from "../run/task-run.ts";
import { keptKey } from "../secrets/kept-key.ts";
import type { CachePolicy, KeyParts } from "./policy.ts";

/** The key of a call; a secret in it is masked (`kept-key.ts`). `parts`: what a policy made it of; `null` for a key of the user's. */
export interface CallKey {
  readonly kind: KeySource["kind"];
  readonly text: string;
  readonly parts: KeyParts | null;
}

/** `none`: this call is not cached. `failed`: its key could not be made, which somebody should know. */
export type KeyOutcome =
  | { readonly kind: "key"; readonly key: CallKey }
  | { readonly kind: "none"; readonly why: string }
  | { readonly kind: "failed"; readonly error: unknown };

/** @throws DefinitionError for a template that asks for what is not there. */
export function callKey(run: TaskRun, source: KeySource): KeyOutcome {
  switch (source.kind) {
    case "policy":
      return byPolicy(run, source.policy);
    case "function":
      return byFunction(run, source.keyOf);
    case "storageKey":
      return { kind: "key", key: { kind: "storageKey", text: keptKey(runName("resultStorageKey", source.template, templateValues(run))), parts: null } };
  }
}

function byPolicy(run: TaskRun, policy: CachePolicy): KeyOutcome {
  const { flow, root } = run;
  let parts: KeyParts | null;
  try {
    parts = policy.partsOf({
      fn: run.definition.fn,
      inputs: run.parameters,
      get flowParameters() {
        return flow?.parameters ?? null;
      },
      runId: flow?.id ?? root.id,
    });
  } catch (error) {
    return { kind: "failed", error };
  }
  if (parts === null) return { kind: "none", why: `${policy.name} finds nothing here to make a key of` };
  let text = "";
  for (const name of Object.keys(parts).sort()) text += `${JSON.stringify(name)}=${parts[name]}\n`;
  return { kind: "key", key: { kind: "policy", text: hash("sha256", text), parts } };
}

function byFunction(run: TaskRun, keyOf: CacheKeyFunction): KeyOutcome {
  try {
    const context = { task: { name: run.definition.name }, taskRun: taskRunInfo(run), flowRun: run.flow === null ? null : flowRunInfo(run.flow) };
    const text: unknown = keyOf(context, run.parameters);
    if (text === undefined || text === null || text === "") return { kind: "none", why: "cacheKey gave no key" };
    if (typeof text === "string") return { kind: "key", key: { kind: "function", text: keptKey(text), parts: null } };
    throw new TypeError(`cacheKey returned a ${typeof text}, but a text or undefined is required`);
  } catch (error) {
    return { kind: "failed", error };
  }
}

/** What a template may ask for: parameters by name, and what is around the call. A parameter's name goes first. */
function templateValues(run: TaskRun): Readonly<Record<string, unknown>> {
  const { parameters, flow } = run;
  return {
    parameters,
    task: { name: run.definition.name },
    taskRun: { id: run.id, name: run.name },
    ...(flow === null ? {} : { flow: { name: flow.definition.name }, flowRun: { id: flow.id, name: flow.name, parameters: flow.parameters } }),
    ...parameters,
  };
}
