/** What a pause wants to be given: how a form asks for it, and what becomes of the answer. */
import type { InputProblem } from "../../core/protocol/input-problem.ts";
import type { JsonSchema, ParametersSchema } from "../../core/protocol/json-schema.ts";
import { formSchema, isFields, singleValue } from "../../core/protocol/pause-input.ts";
import type { SchemaIssue, StandardSchema } from "../definition/standard-schema.ts";

export interface InputForm {
  /** An object, for a form; `null`: it is not told at run time. */
  readonly schema: ParametersSchema | null;
  /** Whether `read` alone judges what is given, and the schema is for people. */
  readonly isChecked: boolean;
  /** What the pause returns for an answer. Never throws for one that does not fit. */
  read(input: unknown): Promise<ReadInput>;
}

export type ReadInput =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "refused"; readonly problems: readonly InputProblem[] };

/** Any JSON is taken as it is; what the types of the call say is for whoever asks the person. */
export const openForm: InputForm = {
  schema: null,
  isChecked: false,
  read: (input) => Promise.resolve({ kind: "value", value: input }),
};

const simpleTypes = { number: Number, string: String, boolean: Boolean } as const;

/** A form for one number, text or boolean; `undefined` for any other constructor. */
export function simpleForm(constructor: unknown): InputForm | undefined {
  const type = (["number", "string", "boolean"] as const).find((name) => simpleTypes[name] === constructor);
  if (type === undefined) return undefined;
  return {
    schema: formSchema({ type }),
    isChecked: false,
    read: (input) => {
      const value = singleValue(input);
      if (typeof value === type) return Promise.resolve({ kind: "value", value });
      const message = value === undefined ? "'value' is a required property" : `${shown(value)} is not of type '${type}'`;
      return Promise.resolve({ kind: "refused", problems: [{ field: "value", message }] });
    },
  };
}

export function schemaForm(schema: StandardSchema): InputForm {
  const told = toldSchema(schema);
  const form = told === undefined ? null : formSchema(told);
  const isSingle = form?.["x-single"] === true;
  return {
    schema: form,
    isChecked: true,
    read: async (input) => {
      // A person who has nothing to say to an object of defaults sends nothing.
      const given = isSingle ? singleValue(input) : (input ?? {});
      const result = await schema["~standard"].validate(given);
      if (result.issues === undefined) return { kind: "value", value: result.value };
      return { kind: "refused", problems: result.issues.map(toProblem) };
    },
  };
}

/**
 * What the library tells of its schema as JSON Schema: by the Standard JSON Schema interface
 * (https://standardschema.dev/json-schema), or by the method that it had before. `undefined`: it does not, or has no word for it.
 */
function toldSchema(schema: StandardSchema): JsonSchema | undefined {
  const standard: unknown = schema["~standard"];
  const converter: unknown = isFields(standard) ? standard["jsonSchema"] : undefined;
  const attempts: readonly (() => unknown)[] = [
    () => callMethod(converter, "input", { target: "draft-2020-12" }),
    () => callMethod(schema, "toJSONSchema", { io: "input" }),
    () => callMethod(schema, "toJsonSchema"),
  ];
  for (const attempt of attempts) {
    try {
      const told = attempt();
      if (isFields(told)) return withoutDialect(told);
    } catch {
      // A schema that JSON Schema has no word for (a date, a transform): the types may still tell.
    }
  }
  return undefined;
}

function callMethod(holder: unknown, name: string, ...args: readonly unknown[]): unknown {
  if ((typeof holder !== "object" && typeof holder !== "function") || holder === null) return undefined;
  const method: unknown = Reflect.get(holder, name);
  return typeof method === "function" ? (Reflect.apply(method, holder, args) as unknown) : undefined;
}

function withoutDialect(told: Readonly<Record<string, unknown>>): JsonSchema {
  // Only what JSON holds is recorded.
  const { $schema, ...schema } = JSON.parse(JSON.stringify(told)) as JsonSchema & { readonly $schema?: string };
  return $schema === undefined || $schema.includes("2020-12") ? schema : {};
}

function toProblem({ message, path }: SchemaIssue): InputProblem {
  const keys = (path ?? []).map((step) => (typeof step === "object" ? step.key : step));
  const field = keys.reduce<string>((text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`), "");
  return { field, message };
}

function shown(value: unknown): string {
  return typeof value === "string" ? `'${value}'` : (JSON.stringify(value) ?? String(value));
}
