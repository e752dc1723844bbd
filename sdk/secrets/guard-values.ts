import type { RunStorage } from "../../journal/run-storage.ts";
import { knownSecrets } from "./known-secrets.ts";

/** What stands for a value that contains a secret. */
export const secretValue = '{"m":"it contains a secret"}';

/**
 * Stores a value unless it contains a known secret. `store` is given where files of values go, and its text is looked at; one
 * that contains a secret is in neither then, and `null` says so.
 */
export function storeUnlessSecret<T>(storage: Pick<RunStorage, "putResult">, store: (to: Pick<RunStorage, "putResult">) => T, textOf: (stored: T) => string | undefined): T | null {
  const { redactor } = knownSecrets();
  if (redactor.isEmpty) return store(storage);
  const guarded: Pick<RunStorage, "putResult"> = {
    putResult: (name, text) => {
      if (redactor.has(text)) throw new HasSecret();
      storage.putResult(name, text);
    },
  };
  try {
    const stored = store(guarded);
    return redactor.has(textOf(stored) ?? "") ? null : stored;
  } catch (error) {
    if (error instanceof HasSecret) return null;
    throw error;
  }
}

class HasSecret extends Error {
  override readonly name = "HasSecret";
}
