import { inspect } from "node:util";
import { durationForms, parseDuration } from "../../core/base/duration.ts";
import { DefinitionError } from "../../core/protocol/errors.ts";

/** Checks the options of one definition; every refusal names the option, what was given and what is allowed. */
export class OptionCheck {
  readonly #subject: string;
  readonly #options: Readonly<Record<string, unknown>>;

  constructor(subject: string, options: Readonly<Record<string, unknown>>) {
    this.#subject = subject;
    this.#options = options;
  }

  /** Refuses what is no option, with the nearest that is. */
  onlyKnown(known: readonly string[]): void {
    for (const name of Object.keys(this.#options)) {
      if (!known.includes(name)) {
        const given = show(this.#options[name]);
        throw new DefinitionError(`${this.#subject}: there is no option "${name}" (given: ${given}). Options are ${known.join(", ")}.`);
      }
    }
  }

  text(name: string): string | undefined {
    return this.#optional(name, "a text that is not empty", (value) => (typeof value === "string" && value !== "" ? value : undefined));
  }

  flag(name: string, fallback: boolean): boolean {
    return this.optionalFlag(name) ?? fallback;
  }

  /** `undefined`: not given. */
  optionalFlag(name: string): boolean | undefined {
    return this.#optional(name, "true or false", (value) => (typeof value === "boolean" ? value : undefined));
  }

  count(name: string): number | undefined {
    const isCount = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value) && value >= 0;
    return this.#optional(name, "a whole number ≥ 0", (value) => (isCount(value) ? value : undefined));
  }

  fraction(name: string): number {
    const isFraction = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;
    return this.#optional(name, "a number ≥ 0", (value) => (isFraction(value) ? value : undefined)) ?? 0;
  }

  /** In milliseconds; 0 is the same as none. */
  durationMs(name: string): number {
    return this.#optional(name, durationForms, parseDuration) ?? 0;
  }

  tags(name: string): readonly string[] {
    const isTags = (value: unknown): value is string[] => Array.isArray(value) && value.every((tag) => typeof tag === "string" && tag !== "");
    return this.#optional(name, "an array of texts", (value) => (isTags(value) ? [...new Set(value)] : undefined)) ?? [];
  }

  callable<Callable>(name: string): Callable | undefined {
    return this.#optional(name, "a function", (value) => (typeof value === "function" ? (value as Callable) : undefined));
  }

  textOrCallable<Callable>(name: string): string | Callable | undefined {
    return this.#optional(name, "a text or a function", (value) => {
      if (typeof value === "string" && value !== "") return value;
      return typeof value === "function" ? (value as Callable) : undefined;
    });
  }

  /** One hook or an array of them. */
  hooks<Hook>(name: string): readonly Hook[] {
    const isHooks = (value: unknown): value is Hook[] => Array.isArray(value) && value.every((hook) => typeof hook === "function");
    const hooks = this.#optional(name, "a function or an array of functions", (value) => {
      if (typeof value === "function") return [value as Hook];
      return isHooks(value) ? [...value] : undefined;
    });
    return hooks ?? [];
  }

  /** Reads an option in a way of its own. `allowed` completes "expected …". */
  custom<Value>(name: string, allowed: string, read: (value: unknown) => Value | undefined): Value | undefined {
    return this.#optional(name, allowed, read);
  }

  #optional<Value>(name: string, allowed: string, read: (value: unknown) => Value | undefined): Value | undefined {
    const value = this.#options[name];
    if (value === undefined) return undefined;
    const accepted = read(value);
    if (accepted === undefined) throw new DefinitionError(`${this.#subject}: option "${name}" is ${show(value)}, expected ${allowed}.`);
    return accepted;
  }
}

function toText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // It holds itself, or something that JSON refuses.
    return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
  }
}

export function show(value: unknown): string {
  if (typeof value === "function") return `the function ${value.name === "" ? "(anonymous)" : value.name}`;
  if (typeof value === "bigint" || typeof value === "symbol") return String(value);
  // JSON has no word for NaN and Infinity.
  const text = typeof value === "number" ? String(value) : (toText(value));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
