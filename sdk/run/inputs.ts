import { encodeValue, inlineLimit } from "../../journal/value-codec.ts";
import type { UserFunction } from "../definition/definition.ts";
import { secretValue, storeUnlessSecret } from "../secrets/guard-values.ts";
import { parametersOf, type Parameter } from "../definition/signature.ts";
import type { RootRun } from "./root-run.ts";

/** Name of the parameter that an argument goes to; asked only for arguments that leave an edge. */
export function parameterName(fn: UserFunction): (index: number) => string | undefined {
  return (index) => nameAt(parametersOf(fn), index);
}

/** The arguments as recorded: a JSON object of stored values by parameter name, or `undefined` for none. */
export function encodeInputs(fn: UserFunction, args: readonly unknown[], root: RootRun): string | undefined {
  if (args.length === 0 && fn.length === 0) {
    // A function without arguments given may still have defaults, which are recorded.
    return encodeDefaults(parametersOf(fn), 0, "");
  }
  const parameters = parametersOf(fn);
  let text = "";
  for (let index = 0; index < args.length; index += 1) {
    const parameter = parameters[Math.min(index, parameters.length - 1)];
    if (parameter?.isRest === true && index >= parameters.length - 1) {
      text = append(text, parameter.name, encodeInput(args.slice(index), root));
      break;
    }
    const value = args[index];
    if (value === undefined && parameter?.default !== undefined) text = append(text, parameter.name, JSON.stringify({ v: parameter.default }));
    else text = append(text, nameAt(parameters, index) ?? `arg${index}`, encodeInput(value, root));
  }
  return encodeDefaults(parameters, args.length, text);
}

/** Values by parameter name; a default that was used is not among them, since only the function knows it. */
export function namedParameters(fn: UserFunction, args: readonly unknown[]): Record<string, unknown> {
  const parameters = parametersOf(fn);
  const values: Record<string, unknown> = {};
  parameters.forEach((parameter, index) => {
    if (parameter.isRest) values[parameter.name] = args.slice(index);
    else if (args[index] !== undefined) values[parameter.name] = args[index];
    else if (parameter.default !== undefined) values[parameter.name] = parameter.default;
    else if (index < args.length) values[parameter.name] = undefined;
  });
  for (let index = parameters.length; index < args.length; index += 1) {
    if (parameters.at(-1)?.isRest !== true) values[`arg${index}`] = args[index];
  }
  return values;
}

function encodeDefaults(parameters: readonly Parameter[], start: number, text: string): string | undefined {
  let all = text;
  for (let index = start; index < parameters.length; index += 1) {
    const parameter = parameters[index];
    if (parameter?.default !== undefined) all = append(all, parameter.name, JSON.stringify({ v: parameter.default }));
  }
  return all === "" ? undefined : `{${all}}`;
}

function encodeInput(value: unknown, root: RootRun): string | undefined {
  if (typeof value === "object" && value !== null) {
    const producer = root.exactProducerOf(value);
    if (producer !== undefined) return `{"t":${producer}}`;
  }
  const stored = storeUnlessSecret(root.storage, (storage) => encodeValue(value, inlineLimit.input, storage, root.storedTexts), (text) => text);
  return stored === null ? secretValue : stored;
}

function append(text: string, name: string, value: string | undefined): string {
  if (value === undefined) return text;
  const entry = `${JSON.stringify(name)}:${value}`;
  return text === "" ? entry : `${text},${entry}`;
}

function nameAt(parameters: readonly Parameter[], index: number): string | undefined {
  const parameter = parameters[index];
  if (parameter !== undefined) return parameter.name;
  const last = parameters.at(-1);
  return last?.isRest === true ? last.name : undefined;
}
