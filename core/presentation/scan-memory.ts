/** The last scan of each folder, kept from session to session: what the first lenses are made of. */
import type { EngineLink } from "../protocol/engine-link.ts";
import { readScans, writeScans } from "./remembered-scans.ts";

export interface ScanPorts {
  readonly engines: () => readonly Pick<EngineLink, "uri" | "mirror" | "remember">[];
  read(): PromiseLike<string>;
  write(text: string): PromiseLike<void>;
  /** Nothing depends on it: a scan that cannot be read or written makes the next first lenses wait for the engine. */
  failed(error: unknown): void;
}

/** Gives each engine what an earlier session knew of its folder. */
export async function recallScans({ engines, read, failed }: ScanPorts): Promise<void> {
  try {
    const scans = readScans(await read());
    for (const engine of engines()) engine.remember(scans.get(engine.uri) ?? { flows: [], lastRuns: {} });
  } catch (error) {
    failed(error);
  }
}

export async function keepScans({ engines, write, failed }: ScanPorts): Promise<void> {
  try {
    await write(writeScans(engines()));
  } catch (error) {
    failed(error);
  }
}
