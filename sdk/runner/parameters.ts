import { MissingResultError } from "../../core/protocol/errors.ts";
import type { RunRequest } from "../../core/protocol/run-request.ts";
import { decodeValue } from "../../journal/value-codec.ts";
import type { FlowDefinition } from "../definition/definition.ts";
import { parametersOf, type Parameter } from "../definition/signature.ts";

/** The request's values as arguments, in the order of the signature; what is left out is `undefined`. @throws MissingResultError for a value that was not recorded */
export function revive(parameters: RunRequest["parameters"], definition: FlowDefinition, order: RunRequest["order"]): readonly unknown[] {
  const values = new Map(Object.entries(parameters).map(([name, stored]) => [name, decodeRequested(name, stored)]));
  const args: unknown[] = [];
  for (const parameter of orderOf(parameters, parametersOf(definition.fn), order)) {
    const value = values.get(parameter.name);
    if (parameter.isRest && Array.isArray(value)) args.push(...(value as unknown[]));
    else args.push(value);
  }
  while (args.length > 0 && args.at(-1) === undefined) args.pop();
  return args;
}

/** A function that was wrapped shows the wrapper's parameters; then the places that its type gives count. */
function orderOf(parameters: RunRequest["parameters"], own: readonly Parameter[], order: RunRequest["order"]): readonly Pick<Parameter, "name" | "isRest">[] {
  const isOwn = Object.keys(parameters).every((name) => own.some((parameter) => parameter.name === name));
  return isOwn || order === undefined ? own : order;
}

/** A request holds its values inline: there is no run yet whose files could hold them. */
function decodeRequested(name: string, stored: RunRequest["parameters"][string]): unknown {
  const decoded = decodeValue(stored, { getResult: () => undefined, resultOf: () => undefined });
  // The function may not be called as if it had been left out.
  if (decoded.kind === "missing") throw new MissingResultError(`parameter "${name}"`, decoded.reason);
  return decoded.value;
}
