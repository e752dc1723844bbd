/** Scans of folders as text, from session to session. */
import { protocolVersion } from "../protocol/editor-api.ts";
import type { EngineMirror, Remembered } from "../protocol/engine-mirror.ts";

interface Folder {
  readonly uri: string;
  readonly mirror: Pick<EngineMirror, "isScanned" | "toRemember">;
}

export function writeScans(folders: readonly Folder[]): string {
  const scanned = folders.filter(({ mirror }) => mirror.isScanned);
  return JSON.stringify({ protocol: protocolVersion, folders: Object.fromEntries(scanned.map(({ uri, mirror }) => [uri, mirror.toRemember()])) });
}

/** By the URI of the folder; nothing of what another version has written. */
export function readScans(text: string): ReadonlyMap<string, Remembered> {
  const scans = JSON.parse(text) as { readonly protocol: number; readonly folders: Readonly<Record<string, Remembered>> };
  return new Map(scans.protocol === protocolVersion ? Object.entries(scans.folders) : []);
}
