/**
 * The thread that reads sources. It says what it finds, file by file, and answers questions about single flows.
 * Started by `discovery-thread.ts`; an entry of its own in the build.
 */
import { realpathSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";

import type { Clock } from "../../../core/base/clock.ts";
import { MillraceError } from "../../../core/protocol/errors.ts";
import { type Compiler, loadCompiler } from "../compiler.ts";
import { pauseSchema, staticEdges } from "../discover.ts";
import type { SourcePosition } from "../discovery.ts";
import { toPosix } from "../source-files.ts";
import { watchDisk } from "./disk-watcher.ts";
import { FlowReader } from "./flow-reader.ts";
import { LiveDiscovery } from "./live-discovery.ts";
import { lookInThread } from "./look-thread.ts";
import type { DiscoveryNews, DiscoveryOptions, DiscoveryOrder } from "./messages.ts";
import { type LookNews, lookThrough } from "./source-look.ts";
import { readSourceBytes, SourceTree } from "./source-tree.ts";

const port = parentPort;
if (port !== null) serve(workerData as DiscoveryOptions, (news) => port.postMessage(news), (listener) => void port.on("message", listener));

const clock: Clock = {
  nowUs: () => Math.round((performance.timeOrigin + performance.now()) * 1_000),
  startTimer: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};

function serve(options: DiscoveryOptions, tell: (news: DiscoveryNews) => void, listen: (listener: (order: DiscoveryOrder) => void) => void): void {
  // Node 22 keeps the compiler's code between two starts, which saves most of the time that it takes to load.
  const modules = process.getBuiltinModule("node:module") as { readonly enableCompileCache?: () => unknown };
  modules.enableCompileCache?.();
  const root = toPosix(realpathSync(options.root));
  const tree = new SourceTree(root, options.exclude);
  let compiler: Promise<Compiler> | undefined;
  const load = (): Promise<Compiler> => (compiler ??= loadCompiler());
  const live = new LiveDiscovery({ tree, clock, loadCompiler: load, look: () => look({ root, exclude: options.exclude }), onFound: (files) => tell({ type: "found", files }) });
  const reader = new FlowReader(tree, load, (file) => live.usesOf(file));

  const answerers = {
    describe: (question: { readonly file: string; readonly flow: string | null }) => reader.describe({ ...question, file: toPosix(question.file) }),
    graph: (question: { readonly file: string; readonly flow: string | null }) => reader.graph({ ...question, file: toPosix(question.file) }),
    discover: ({ file }: { readonly file: string }) => reader.discover(toPosix(file)),
    edges: ({ file }: { readonly file: string }) => staticEdges({ root, file }),
    pause: ({ file, at }: { readonly file: string; readonly at: SourcePosition }) => pauseSchema({ root, file, at }),
  };

  listen((order) => {
    if (order.type === "buffer") {
      const file = toPosix(order.file);
      if (!tree.isSource(file)) return;
      const isKnown = tree.hasBuffer(file) || order.text === null;
      tree.setBuffer(file, order.text);
      reader.forget();
      live.change(file, !isKnown && readSourceBytes(file) === undefined);
      return;
    }
    const { id, kind } = order;
    // Each kind has its own question; the pair comes from one message.
    const answer = answerers[kind] as (question: unknown) => Promise<unknown>;
    answer(order.question).then(
      (found) => tell({ type: "answer", id, answer: found }),
      (error: unknown) => tell({ type: "failed", id, failure: failureOf(error) }),
    );
  });

  void live.scan().then(() => {
    tell({ type: "scanned" });
    watchDisk(tree, {
      onProject: () => live.changeResolution(),
      onSource: (file, event) => {
        if (tree.hasBuffer(file) && event === "changed") return;
        if (event !== "came") return changed(file, event === "went");
        void tree.isIgnoredByGit(file).then((isIgnored) => (isIgnored ? undefined : changed(file, true)));
      },
    });
  });

  function changed(file: string, hasComeOrGone: boolean): void {
    reader.forget();
    live.change(file, hasComeOrGone);
  }
}

/** On a thread of its own, and here if that one dies: what it has told already is read once more, which does no harm. */
async function* look(options: DiscoveryOptions): AsyncGenerator<LookNews, void> {
  try {
    yield* lookInThread(options);
  } catch (error) {
    process.stderr.write(`The sources are looked through more slowly: ${String(error)}\n`);
    yield* lookThrough(options, () => nextTurn());
  }
}

function failureOf(error: unknown): { readonly code: string; readonly message: string; readonly hint: string | null } {
  if (error instanceof MillraceError) return { code: error.code, message: error.message, hint: error.hint ?? null };
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return { code: "MILLRACE_ENGINE_UNAVAILABLE", message: error instanceof Error ? error.message : String(error), hint: null };
}
