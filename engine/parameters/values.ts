/** Values of parameters by name, as they come from outside: JSON. */
export type ParameterValues = Readonly<Record<string, unknown>>;

/** Whether a value is an object with keys, as JSON has them. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Whether a value is the text of a whole number, however long. */
export function isIntegerText(value: unknown): value is string {
  return typeof value === "string" && /^-?\d+$/.test(value);
}

/** A value on one short line, as it would be typed; at most 60 characters. */
export function preview(value: unknown): string {
  const text = value === undefined ? "nothing" : (JSON.stringify(value) ?? typeof value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
