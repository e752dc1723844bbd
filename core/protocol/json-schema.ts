/** A JSON value as it stands in a schema. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * The part of JSON Schema 2020-12 that signatures are written in.
 *
 * The empty schema stands for what JSON cannot express; its `description` then ends in `any: <why>`.
 */
export interface JsonSchema {
  readonly type?: "string" | "number" | "integer" | "boolean" | "null" | "array" | "object";
  readonly description?: string;
  /** The value of a literal default, or `{ "$default": "source text" }`. Never applied by us: the function does that. */
  readonly default?: JsonValue;
  readonly const?: JsonValue;
  readonly enum?: readonly JsonValue[];
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  /** `date-time` becomes a `Date`, `bigint` a `BigInt`, when values are revived. */
  readonly format?: "date-time" | "bigint";
  readonly pattern?: string;
  /** The template literal type that `pattern` stands for, such as `` `order-${number}` ``. */
  readonly "x-template"?: string;
  readonly prefixItems?: readonly JsonSchema[];
  readonly items?: JsonSchema | false;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  /** In characters. */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly not?: JsonSchema;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  /** On a parameter: it takes the rest of the arguments. */
  readonly "x-rest"?: true;
  /** On the input of a pause: it is one value, which stands in the field `value` for the sake of a form. */
  readonly "x-single"?: true;
}

/**
 * The parameters of a flow as one object: property order is parameter order.
 *
 * `additionalProperties` is false when the signature is known; when it is not, it is absent and any name is accepted.
 */
export interface ParametersSchema extends JsonSchema {
  readonly type: "object";
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
  /**
   * Who looks at the values instead of this schema: the flow's own (`parameters: z.object({ … })`), which may also fill in
   * what is left out; or nobody (`validateParameters: false`).
   */
  readonly "x-checkedBy"?: "schema" | "nobody";
  /** The names come from a type, so that the function itself may have others: values go to it by their place. */
  readonly "x-positional"?: true;
}
