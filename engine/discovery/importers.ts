import { setImmediate as nextTurn } from "node:timers/promises";

import type { Compiler } from "./compiler.ts";
import { mayHandOn } from "./prefilter.ts";
import type { SourceText } from "./source-files.ts";

/** Files that are looked at between two turns of the event loop. */
const FILES_PER_TURN = 20;

/**
 * The files that may get the SDK from another file instead of from the package: importers of the providers, and of
 * those of them that hand it on, over any number of hops.
 */
export async function findImporters(options: {
  readonly compiler: Compiler;
  readonly root: string;
  readonly texts: readonly SourceText[];
  readonly providers: readonly SourceText[];
  readonly signal?: AbortSignal;
}): Promise<readonly SourceText[]> {
  const { compiler, providers, signal } = options;
  const resolver = compiler.openResolver(options.root);
  const importersOf = new Map<string, SourceText[]>();
  const isProvider = new Set(providers);
  let seen = 0;
  for (const file of options.texts) {
    if (isProvider.has(file)) continue;
    for (const { fileName } of compiler.ts.preProcessFile(file.text, true, true).importedFiles) {
      const target = resolver.resolve(fileName, file.path);
      if (target !== null) importersOf.set(target, [...(importersOf.get(target) ?? []), file]);
    }
    seen += 1;
    if (seen % FILES_PER_TURN === 0) await nextTurn();
    signal?.throwIfAborted();
  }
  const found = new Set<SourceText>();
  const open = providers.filter(({ text }) => mayHandOn(text));
  for (let provider = open.pop(); provider !== undefined; provider = open.pop()) {
    for (const importer of importersOf.get(provider.path) ?? []) {
      if (found.has(importer)) continue;
      found.add(importer);
      if (mayHandOn(importer.text)) open.push(importer);
    }
  }
  return [...found];
}
