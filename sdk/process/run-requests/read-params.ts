/** Messages come from whoever can open the socket: each field is looked at before it is used. */
import { isFields } from "../../../core/protocol/pause-input.ts";
import type { StoredValue } from "../../../core/states/stored-value.ts";

/** @throws TypeError, which the caller gets as the error of its request. */
export function fieldsOf(method: string, params: unknown): Readonly<Record<string, unknown>> {
  if (isFields(params)) return params;
  throw new TypeError(`${method}: expected an object.`);
}

export function textIn(method: string, fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = fields[name];
  if (typeof value === "string") return value;
  throw new TypeError(`${method}: expected text in ${name}.`);
}

export function textOrNullIn(method: string, fields: Readonly<Record<string, unknown>>, name: string): string | null {
  return fields[name] == null ? null : textIn(method, fields, name);
}

export function numberOrNullIn(method: string, fields: Readonly<Record<string, unknown>>, name: string): number | null {
  const value = fields[name] ?? null;
  if (value === null || typeof value === "number") return value;
  throw new TypeError(`${method}: expected a number in ${name}.`);
}

/** A value that crosses whole: plain JSON, or text of devalue. */
export function valueIn(method: string, fields: Readonly<Record<string, unknown>>, name: string): StoredValue | undefined {
  const value = fields[name];
  if (value == null) return undefined;
  if (isFields(value) && "v" in value) return { v: value["v"] } as StoredValue;
  if (isFields(value) && typeof value["x"] === "string") return { x: value["x"] };
  throw new TypeError(`${method}: expected a value in ${name}: { v } or { x }.`);
}
