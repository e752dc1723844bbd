import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "../core/protocol/errors.ts";
import { parseParameterFlags } from "../engine/parameters/parameter-flags.ts";

/** Raw values by name, from `--params <file>` with those of `--param` over them. @throws UsageError */
export function parametersFrom(cwd: string, file: string | undefined, flags: readonly string[]): Readonly<Record<string, unknown>> {
  const parsed = parseParameterFlags(flags);
  if (!parsed.ok) throw new UsageError(parsed.problem.message, parsed.problem.hint);
  return { ...(file === undefined ? {} : readParameterFile(cwd, file)), ...parsed.values };
}

function readParameterFile(cwd: string, file: string): Record<string, unknown> {
  const text = readText(resolve(cwd, file), file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--params ${file} is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`--params ${file} holds ${Array.isArray(value) ? "a list" : String(JSON.stringify(value))}, not an object.`, "Write { \"name\": value, … }, keyed by parameter.");
  }
  return { ...value };
}

function readText(path: string, file: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`--params ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
