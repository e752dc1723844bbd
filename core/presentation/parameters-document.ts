/**
 * A flow's parameters as a JSON document, with a schema beside it that gives its completions and says which flow it is for:
 * so the document can be run after the window was reloaded as well.
 */
import { MillraceError } from "../base/millrace-error.ts";
import type { FlowDescription, ParameterValues } from "../protocol/editor-api.ts";

export interface DocumentOrder {
  readonly folder: string;
  readonly flowId: string;
  readonly mode: "run" | "debug";
}

const orderKey = "x-millrace-order";
const documentEnd = ".millrace.json";

export function parametersDocument({ flow, schema, lastParameters }: FlowDescription, order: DocumentOrder): { readonly files: Readonly<Record<string, string>>; readonly name: string } {
  const base = flow.name.replace(/[^\w-]+/g, "-").toLowerCase();
  const properties = { $schema: { type: "string", description: "Gives completions; not a parameter." }, ...schema.properties };
  const empty = Object.fromEntries(schema.required.map((name) => [name, null]));
  const values = { $schema: `./${base}.schema.json`, ...empty, ...lastParameters };
  // A date alone is one for us, and none for the editor's own check of formats.
  const withoutFormats = (key: string, value: unknown): unknown => (key === "format" && typeof value === "string" ? undefined : value);
  const schemaText = JSON.stringify({ ...schema, properties, [orderKey]: order }, withoutFormats, 2);
  return { files: { [`${base}.schema.json`]: `${schemaText}\n`, [`${base}${documentEnd}`]: `${JSON.stringify(values, null, 2)}\n` }, name: `${base}${documentEnd}` };
}

/** Path of the schema beside a document; `undefined` for any other file. */
export function schemaPathOf(path: string): string | undefined {
  return path.endsWith(documentEnd) ? `${path.slice(0, -documentEnd.length)}.schema.json` : undefined;
}

/** @throws MillraceError when the document is not a JSON object. */
export function readParametersDocument(document: string, schema: string): { readonly order: DocumentOrder; readonly values: ParameterValues } {
  const { [orderKey]: order } = JSON.parse(schema) as { readonly [orderKey]: DocumentOrder };
  const values = Object.entries(parse(document)).filter(([name]) => name !== "$schema");
  return { order, values: Object.fromEntries(values) };
}

function parse(document: string): ParameterValues {
  try {
    const value: unknown = JSON.parse(document);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as ParameterValues;
  } catch (error) {
    throw new MillraceError("MILLRACE_USAGE", `The parameters are not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new MillraceError("MILLRACE_USAGE", "The parameters are not a JSON object.");
}
