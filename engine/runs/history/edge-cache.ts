import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFor } from "../../../journal/temporary-file.ts";
import { shares, type SourcePosition, type StaticEdge } from "../../discovery/discovery.ts";

/** The static edges of one state of one source, kept beside the runs: to find them again takes the compiler. */
export class EdgeCache {
  readonly #path: string;

  constructor(home: string, key: string) {
    this.#path = join(home, "cache", `edges-${key}.json`);
  }

  /** `undefined`: they are not known yet. */
  read(): readonly StaticEdge[] | undefined {
    try {
      const value: unknown = JSON.parse(readFileSync(this.#path, "utf8"));
      return Array.isArray(value) && value.every(isStaticEdge) ? value : undefined;
    } catch {
      // Not there, or torn: they are found again.
      return undefined;
    }
  }

  /** @throws when it cannot be written. */
  write(edges: readonly StaticEdge[]): void {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const temporary = temporaryFor(this.#path);
    writeFileSync(temporary, JSON.stringify(edges), { mode: 0o600 });
    renameSync(temporary, this.#path);
  }
}

function isStaticEdge(value: unknown): value is StaticEdge {
  if (typeof value !== "object" || value === null || !("from" in value && "to" in value && "share" in value && "parameter" in value)) return false;
  if (!shares.some((share) => share === value.share)) return false;
  return isPosition(value.from) && isPosition(value.to) && (value.parameter === null || typeof value.parameter === "string");
}

function isPosition(value: unknown): value is SourcePosition {
  return typeof value === "object" && value !== null && "line" in value && "column" in value && typeof value.line === "number" && typeof value.column === "number";
}
