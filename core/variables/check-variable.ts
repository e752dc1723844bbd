import { quoted } from "../base/quoted.ts";
import { UsageError } from "../protocol/errors.ts";
import type { Json } from "../states/stored-value.ts";

const longestName = 255;
const longestValue = 5_000;

/** @throws UsageError */
export function checkVariableName(name: unknown): asserts name is string {
  const isName = typeof name === "string" && name.length <= longestName && /^[a-z0-9_-]+$/.test(name);
  if (!isName) throw new UsageError(`${quoted(name)} is no name of a variable: expected 1 to ${longestName} lowercase letters, digits, dashes and underscores.`);
}

/** @throws UsageError for more than 5,000 characters of JSON. */
export function checkVariableValue(name: string, value: Json): void {
  const length = JSON.stringify(value).length;
  if (length > longestValue) throw new UsageError(`The value of the variable "${name}" has ${length} characters of JSON, and ${longestValue} are the most.`);
}
