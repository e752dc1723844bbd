/** Looks at what came from outside: each says whether a value is what is expected there. */

export type Check = (value: unknown) => boolean;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

export function isTruth(value: unknown): value is boolean {
  return typeof value === "boolean";
}

/** A whole number from 0. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function optional(check: Check): Check {
  return (value) => value === undefined || check(value);
}

export function nullable(check: Check): Check {
  return (value) => value === null || check(value);
}

export function oneOf(...words: readonly string[]): Check {
  return (value) => typeof value === "string" && words.includes(value);
}

export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

/** An object, whatever its fields are called. */
export function valuesOf(check: Check): Check {
  return (value) => isObject(value) && Object.values(value).every(check);
}

/** An object that has these fields, and perhaps others. */
export function fieldsOf(shape: Readonly<Record<string, Check>>): Check {
  return (value) => wrongField(value, shape) === undefined;
}

/** The first field that is not what it must be; `undefined`: all are. Of what is no object it is the first of all. */
export function wrongField(value: unknown, shape: Readonly<Record<string, Check>>): string | undefined {
  const fields: Readonly<Record<string, unknown>> = isObject(value) ? value : {};
  // What every object has is no field of this one.
  return Object.keys(shape).find((name) => shape[name]?.(Object.hasOwn(fields, name) ? fields[name] : undefined) !== true);
}
