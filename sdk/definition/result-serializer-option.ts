import type { ResultSerializer } from "../../journal/result-serializer.ts";

/** For messages. */
export const serializerForms = '"default", "json", or { name, serialize, deserialize }';

export function readSerializer(value: unknown): ResultSerializer | undefined {
  if (value === "default" || value === "json") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const { name, serialize, deserialize } = value as Readonly<Record<string, unknown>>;
  const isWhole = typeof name === "string" && name !== "" && typeof serialize === "function" && typeof deserialize === "function";
  return isWhole ? (value as ResultSerializer) : undefined;
}
