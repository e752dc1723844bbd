import { durationForms, parseDuration, type Duration } from "../../core/base/duration.ts";
import { DefinitionError } from "../../core/protocol/errors.ts";
import { isFields } from "../../core/protocol/pause-input.ts";
import type { StandardSchema } from "../definition/standard-schema.ts";
import { toPlainValue } from "../artifacts/plain-value.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { type InputForm, openForm, schemaForm, simpleForm } from "./input-form.ts";

/** One number, text or boolean, without a schema library. */
export type SimpleInput = NumberConstructor | StringConstructor | BooleanConstructor;

/** What a pause with this option `input` returns. */
export type Answered<Input> = Input extends NumberConstructor
  ? number
  : Input extends StringConstructor
    ? string
    : Input extends BooleanConstructor
      ? boolean
      : Input extends StandardSchema<unknown, infer Output>
        ? Output
        : never;

/** How a flow waits for a person. */
export interface PauseOptions<Input = unknown> {
  /**
   * What it wants to be given: a Standard Schema (zod, valibot, arktype), or `Number`, `String`, `Boolean` for one value.
   * Default: what the type argument of the call says (`pause<{ approved: boolean }>()`), which the command and the editor read
   * in the source; nothing checks it in the process.
   */
  readonly input?: Input;
  /** How long it waits until the run fails. Default: `"1h"`. */
  readonly timeout?: Duration;
  /** A pause with a key is answered once in a run: any later one with it, of whichever attempt, returns that answer. Default: none. */
  readonly key?: string;
  /** What the person is asked, as Markdown. Default: none. */
  readonly description?: string;
  /** Values of fields to start from, which stand for what an answer leaves out. JSON. Default: none. */
  readonly initial?: { readonly [field: string]: unknown };
}

/** The options as they are needed. */
export interface PauseSettings {
  readonly form: InputForm;
  readonly timeoutMs: number;
  readonly key: string | null;
  readonly description: string | undefined;
  readonly initial: Json | undefined;
}

const known = ["input", "timeout", "key", "description", "initial"];

/** @throws DefinitionError that names the option, what was given and what is allowed. */
export function readPauseOptions(what: string, options: unknown): PauseSettings {
  const given = options ?? {};
  if (!isFields(given)) throw new DefinitionError(`${what}: expected options, as in ${what}({ timeout: "1h" }), got ${typeof options}.`);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new DefinitionError(`${what}: there is no option "${unknown}"; there are ${known.join(", ")}.`);
  const { input, timeout = "1h", key, description, initial } = given;
  return {
    form: readForm(what, input),
    timeoutMs: readTimeout(what, timeout),
    key: key === undefined ? null : readText(what, "key", key),
    description: description === undefined ? undefined : readText(what, "description", description),
    initial: initial === undefined ? undefined : readInitial(what, initial),
  };
}

function readForm(what: string, input: unknown): InputForm {
  if (input === undefined) return openForm;
  const form = simpleForm(input) ?? (isStandardSchema(input) ? schemaForm(input) : undefined);
  if (form !== undefined) return form;
  throw new DefinitionError(`${what}: the option input is no Standard Schema (zod, valibot, arktype), nor Number, String or Boolean.`);
}

/** A schema of arktype is a function. */
function isStandardSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  const standard: unknown = Reflect.get(value, "~standard");
  return typeof standard === "object" && standard !== null && typeof Reflect.get(standard, "validate") === "function";
}

function readTimeout(what: string, timeout: unknown): number {
  const timeoutMs = typeof timeout === "string" || typeof timeout === "number" ? parseDuration(timeout) : undefined;
  if (timeoutMs === undefined || timeoutMs === 0) throw new DefinitionError(`${what}: the option timeout is ${JSON.stringify(timeout)}, expected more than 0 of ${durationForms}.`);
  return timeoutMs;
}

function readText(what: string, option: string, value: unknown): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new DefinitionError(`${what}: the option ${option} is ${JSON.stringify(value)}, expected a text that is not empty.`);
}

function readInitial(what: string, value: unknown): Json {
  if (isFields(value)) return toPlainValue(value);
  throw new DefinitionError(`${what}: the option initial is ${JSON.stringify(value)}, expected values by field, as in { approved: true }.`);
}
