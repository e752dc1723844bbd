/**
 * What a person or a program gives as parameters, against what the flow's signature says. Loads the compiler, so it is
 * imported only where parameters are given or asked for.
 */
import { relative } from "node:path";
import { UsageError } from "../../core/protocol/errors.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import type { StoredValue } from "../../core/states/stored-value.ts";
import { discoverFile } from "../discovery/discover.ts";
import type { DiscoveredFlow, Discovery } from "../discovery/discovery.ts";
import type { ParametersSchema } from "../../core/protocol/json-schema.ts";
import { checkParameters } from "../parameters/check-parameters.ts";
import { keepOutside, tooDeep } from "../parameters/keep-outside.ts";
import { namesProblems } from "../parameters/parameter-names.ts";
import { revive } from "../parameters/revive.ts";
import { wanted } from "../parameters/schema-words.ts";
import type { ParameterValues } from "../parameters/values.ts";
import { chooseFlow } from "../discovery/choose-flow.ts";

export interface PreparedParameters {
  readonly flow: DiscoveredFlow;
  readonly stored: Readonly<Record<string, StoredValue>>;
  /** One sentence for each value that does not fit; the run then fails with them. */
  readonly invalid: readonly string[];
  /** What the signature makes of the values, where the flow's own schema decides about them. */
  readonly coerced: Readonly<Record<string, StoredValue>> | null;
  /** The parameters by place, where their names are not known to be those of the function. */
  readonly order: RunRequest["order"] | null;
}

export interface Module {
  /** Folder of the workspace. */
  readonly root: string;
  /** Absolute path. */
  readonly file: string;
  /** Export's name, else flow's name; `null` for the only one. */
  readonly flow: string | null;
  /** Default: here and now. */
  readonly discover?: ((root: string, file: string) => Promise<Discovery>) | undefined;
}

/** @throws UsageError for names that the flow does not have, or needs and misses, and for values that cannot be recorded; FlowNotFoundError. */
export async function prepareParameters(module: Module, values: ParameterValues): Promise<PreparedParameters> {
  const flow = await findFlow(module);
  const schema = flow.parameters;
  const problems = namesProblems({ schema, values });
  if (problems.length > 0) throw new UsageError(problems.map(({ message }) => message).join(" "), `${flow.name} takes ${listParameters(schema)}.`);
  return prepareValues(flow, schema, values);
}

/** @throws UsageError for a value that cannot be recorded */
function prepareValues(flow: DiscoveredFlow, schema: ParametersSchema, values: ParameterValues): PreparedParameters {
  for (const [name, value] of Object.entries(values)) {
    const why = tooDeep(value);
    if (why !== undefined) throw unrecordable(name, why);
  }
  const order = schema["x-positional"] === true ? Object.entries(schema.properties).map(([name, parameter]) => ({ name, isRest: parameter["x-rest"] === true })) : null;
  const { "x-checkedBy": checkedBy, ...signature } = schema;
  const checked = checkedBy === "nobody" ? null : checkParameters({ schema: signature, values });
  const coerced = checked?.ok === true ? storeValues(revive({ schema: signature, values: checked.values })) : null;
  if (checkedBy !== undefined) return { flow, stored: storeValues(values), invalid: [], coerced, order };
  const invalid = checked?.ok === false ? checked.problems.map(({ message }) => message) : [];
  return { flow, stored: coerced ?? storeValues(values), invalid, coerced: null, order };
}

/** Values that replace some of those which a run of the flow had: none is missing. @throws as `prepareParameters` */
export async function prepareChanges(module: Module, values: ParameterValues): Promise<PreparedParameters> {
  const flow = await findFlow(module);
  const { parameters } = flow;
  const named = Object.fromEntries(Object.entries(parameters.properties).filter(([name]) => Object.hasOwn(values, name)));
  const unknown = namesProblems({ schema: { ...parameters, required: [] }, values });
  if (unknown.length > 0) throw new UsageError(unknown.map(({ message }) => message).join(" "), `${flow.name} takes ${listParameters(parameters)}.`);
  const { order, ...checked } = prepareValues(flow, { ...parameters, properties: named, required: [] }, values);
  return { ...checked, order: order === null ? null : prepareValues(flow, parameters, {}).order };
}

/** For a function that has parameters when none were given. @throws UsageError when one of them has no default. */
export async function refuseMissingParameters(module: Module): Promise<void> {
  const flow = await findFlow(module);
  const { parameters } = flow;
  const missing = namesProblems({ schema: parameters, values: {} });
  const [first] = missing;
  if (first === undefined) return;
  const optional = Object.keys(parameters.properties).filter((name) => !parameters.required.includes(name));
  const hint = `Give them by name: --param ${first.parameter}=<json>${optional.length === 0 ? "" : `; optional: ${optional.join(", ")}`}`;
  throw new UsageError(`${flow.name} needs parameters: ${listParameters(parameters, parameters.required)}.`, hint);
}

async function findFlow({ root, file, flow, discover }: Module): Promise<DiscoveredFlow> {
  const discovery = discover === undefined ? await discoverFile({ root, file }) : await discover(root, file);
  return chooseFlow(discovery, relative(root, file).replaceAll("\\", "/"), flow);
}

/** Inline, however large: a request is all that there is of its run. @throws UsageError for a value that nobody could read back */
function storeValues(values: ParameterValues): Readonly<Record<string, StoredValue>> {
  const stored = Object.entries(values).flatMap(([name, value]): [string, StoredValue][] => {
    const kept = keepOutside(value);
    if (kept.kind === "unrecordable") throw unrecordable(name, kept.why);
    return kept.stored === undefined ? [] : [[name, kept.stored]];
  });
  return Object.fromEntries(stored);
}

function unrecordable(name: string, why: string): UsageError {
  return new UsageError(`The parameter ${name} cannot be recorded: ${why}.`);
}

/** `repos (an array of string), depth (a number, optional)`: all of them, or those that are named. */
function listParameters({ properties, required, $defs }: ParametersSchema, names: readonly string[] = Object.keys(properties)): string {
  const list = Object.entries(properties).filter(([name]) => names.includes(name)).map(([name, schema]) => {
    const optional = required.includes(name) ? "" : ", optional";
    return `${name} (${wanted(schema, $defs ?? {})}${optional})`;
  });
  return list.length === 0 ? "no parameters" : list.join(", ");
}
