import type { ts } from "ts-morph";

import type { JsonSchema } from "../../../core/protocol/json-schema.ts";
import type { Session } from "../session.ts";

/** Writes TypeScript types as JSON Schema; the types of one writer share its definitions. */
export interface SchemaWriter {
  readonly session: Session;
  /** The schema of a type. `node` is the type as it was written, where that is known: it gives order and reasons. */
  write(type: ts.Type, node?: ts.TypeNode): JsonSchema;
  /** The named schemas that `$ref`s point to; only recursive types are named. */
  definitions(): Readonly<Record<string, JsonSchema>>;
}

/** What JSON cannot express: accepted as it comes, with the reason in the description. */
export function anySchema(why: string): JsonSchema {
  return { description: `any: ${why}` };
}
