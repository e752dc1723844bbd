import { realpath } from "node:fs/promises";
import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";

import { analyseFile, reexportsOf } from "./analyse-file.ts";
import { type Compiler, loadCompiler } from "./compiler.ts";
import type { ParametersSchema } from "../../core/protocol/json-schema.ts";
import type { Discovery, DiscoveryProblem, SourcePosition, StaticEdge } from "./discovery.ts";
import { relativeName } from "./flows-in-file.ts";
import { findPauseSchema } from "./pause-schema.ts";
import { mayHandOn, mentionsMillrace } from "./prefilter.ts";
import { analysisFailed, unreadableFile } from "./problems.ts";
import type { Session } from "./session.ts";
import { findImporters } from "./importers.ts";
import { listSourceFiles, readListedFile, type SourceText, toPosix } from "./source-files.ts";
import { findStaticEdges } from "./static-edges.ts";

/**
 * Finds the flows and tasks of a workspace by reading its sources; no code of the user is executed.
 *
 * @param options.root absolute folder; results are relative to it.
 * @param options.files the files to look at, absolute or relative to the root; default: all sources below the root.
 * @throws the reason of `signal` when it is aborted. Whatever is wrong with the sources is a problem, not an error.
 */
export async function discoverFlows(options: {
  readonly root: string;
  readonly files?: readonly string[];
  readonly signal?: AbortSignal;
}): Promise<Discovery> {
  const { signal } = options;
  const root = await realRoot(options.root);
  const names = options.files?.map((file) => absolute(root, file)) ?? (await listSourceFiles(root, signal));
  const { texts, problems } = await readAll(root, names, options.files !== undefined, signal);
  const direct = texts.filter(({ text }) => mentionsMillrace(text));
  if (direct.length === 0) return { flows: [], tasks: [], problems, reexports: [] };
  const compiler = await loadCompiler();
  // Only where the SDK's names may be handed on can a file without the word "millrace" hold a flow.
  const others = direct.some(({ text }) => mayHandOn(text))
    ? await findImporters({ compiler, root, texts, providers: direct, ...(signal === undefined ? {} : { signal }) })
    : [];
  return analyse(compiler, root, [...direct, ...others], problems, signal);
}

/**
 * Finds the flows and tasks of one file; of the rest of the workspace only what its signatures and calls lead to is
 * read. A missing file is a problem.
 */
export async function discoverFile(options: {
  readonly root: string;
  readonly file: string;
  readonly signal?: AbortSignal;
}): Promise<Discovery> {
  const root = await realRoot(options.root);
  const { texts, problems } = await readAll(root, [await realFile(root, options.file)], true, options.signal);
  if (texts.length === 0) return { flows: [], tasks: [], problems, reexports: [] };
  return analyse(await loadCompiler(), root, texts, problems, options.signal, "withReexports");
}

/**
 * Finds where the result of one task or child-flow call of a file reaches an argument of another one. Empty for a file
 * that cannot be read.
 */
export async function staticEdges(options: { readonly root: string; readonly file: string }): Promise<readonly StaticEdge[]> {
  const root = await realRoot(options.root);
  const { texts } = await readAll(root, [await realFile(root, options.file)], true, undefined);
  const [file] = texts;
  if (file === undefined) return [];
  const session = await (await loadCompiler()).openSession({ root, files: [file] });
  const source = session.program.getSourceFile(file.path);
  return source === undefined ? [] : findStaticEdges(session, source);
}

/** What the pause called at a place of a file wants, by its types; `null`: nothing, or it is not told. */
export async function pauseSchema(options: { readonly root: string; readonly file: string; readonly at: SourcePosition }): Promise<ParametersSchema | null> {
  const root = await realRoot(options.root);
  const { texts } = await readAll(root, [await realFile(root, options.file)], true, undefined);
  const [file] = texts;
  if (file === undefined) return null;
  const session = await (await loadCompiler()).openSession({ root, files: [file] });
  const source = session.program.getSourceFile(file.path);
  return source === undefined ? null : findPauseSchema(session, source, options.at);
}

async function analyse(
  compiler: Compiler,
  root: string,
  files: readonly SourceText[],
  known: readonly DiscoveryProblem[],
  signal: AbortSignal | undefined,
  scope: "own" | "withReexports" = "own",
): Promise<Discovery> {
  await nextTurn();
  signal?.throwIfAborted();
  const session = await compiler.openSession({ root, files });
  const found: Discovery[] = [{ flows: [], tasks: [], problems: known, reexports: [] }];
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    found.push(analyseSafely(session, file.path, scope));
    await nextTurn();
    signal?.throwIfAborted();
  }
  return {
    flows: found.flatMap(({ flows }) => flows),
    tasks: found.flatMap(({ tasks }) => tasks),
    problems: found.flatMap(({ problems }) => problems),
    reexports: found.flatMap(({ reexports }) => reexports),
  };
}

/** The compiler is known to throw on some broken sources; one of them must not hide the others. */
function analyseSafely(session: Session, file: string, scope: "own" | "withReexports"): Discovery {
  try {
    const source = session.program.getSourceFile(file);
    if (source === undefined) return { flows: [], tasks: [], problems: [], reexports: [] };
    const own = analyseFile(session, source);
    return scope === "own" ? own : { ...own, reexports: reexportsOf(session, source) };
  } catch (cause) {
    return { flows: [], tasks: [], problems: [analysisFailed(relativeName(session, file), cause)], reexports: [] };
  }
}

async function readAll(
  root: string,
  files: readonly string[],
  areNamed: boolean,
  signal: AbortSignal | undefined,
): Promise<{ readonly texts: readonly SourceText[]; readonly problems: readonly DiscoveryProblem[] }> {
  const texts: SourceText[] = [];
  const problems: DiscoveryProblem[] = [];
  for (const file of files) {
    signal?.throwIfAborted();
    const name = file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file;
    try {
      const text = await readListedFile(file);
      if (text !== null) texts.push(text);
      // A file that somebody named is missed; one that git still lists has just been deleted.
      else if (areNamed) problems.push(unreadableFile(name, "it does not exist, or is too large to be a source"));
    } catch (cause) {
      problems.push(unreadableFile(name, cause));
    }
  }
  return { texts, problems };
}

async function realRoot(root: string): Promise<string> {
  return toPosix(await realpath(root)).replace(/\/$/, "");
}

async function realFile(root: string, file: string): Promise<string> {
  const name = absolute(root, file);
  // A file that is missing is reported when it is read.
  return toPosix(await realpath(name).catch(() => name));
}

function absolute(root: string, file: string): string {
  return toPosix(path.resolve(root, file));
}
