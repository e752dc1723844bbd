import { dirname, join } from "node:path/posix";

const importing = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*["'`]([^"'`\n]+)["'`]/g;

/** The modules that a text names, as far as a quick look tells: too many rather than too few. */
export function specifiersIn(text: string): readonly string[] {
  return Array.from(text.matchAll(importing), ([, specifier = ""]) => specifier);
}

/**
 * The files that hand the SDK on, and who takes it from them. Paths are compared first, so that only what may be meant
 * is resolved.
 */
export class Providers {
  readonly #resolve: (specifier: string, file: string) => string | null;
  readonly #files = new Set<string>();
  readonly #stems = new Set<string>();
  readonly #lastNames = new Set<string>();

  constructor(resolve: (specifier: string, file: string) => string | null) {
    this.#resolve = resolve;
  }

  get size(): number {
    return this.#files.size;
  }

  has(file: string): boolean {
    return this.#files.has(file);
  }

  add(file: string): void {
    this.#files.add(file);
    for (const stem of stemsOf(file)) {
      this.#stems.add(stem);
      this.#lastNames.add(stem.slice(stem.lastIndexOf("/") + 1));
    }
  }

  /** Whether a file imports one of them. */
  isImportedBy(file: string, text: string): boolean {
    return this.#files.size > 0 && this.isAmong(specifiersIn(text), file);
  }

  /** Whether one of them is meant by what a file imports. */
  isAmong(specifiers: readonly string[], file: string): boolean {
    return specifiers.some((specifier) => {
      if (/^\.{1,2}(?:\/|$)/.test(specifier)) return this.#stems.has(withoutExtension(join(dirname(file), specifier)));
      // An alias: what it stands for is asked only where its last part could be a provider's name.
      const last = withoutExtension(specifier.slice(specifier.lastIndexOf("/") + 1));
      if (!this.#lastNames.has(last) && !specifier.startsWith("#")) return false;
      const target = this.#resolve(specifier, file);
      return target !== null && this.#files.has(target);
    });
  }
}

function stemsOf(file: string): readonly string[] {
  const stem = withoutExtension(file);
  return stem.endsWith("/index") ? [stem, stem.slice(0, -"/index".length)] : [stem];
}

function withoutExtension(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, "");
}
