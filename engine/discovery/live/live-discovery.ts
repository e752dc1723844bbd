/**
 * The flows of a root as they are now, kept up to date file by file.
 *
 * L1. The editor's text of a file wins over the disk.
 * L2. A file that changed is read again by itself; those that take names from it follow a moment later.
 * L3. Nothing holds the thread for longer than a batch of files, so that a keystroke is answered while a scan goes on.
 */
import { setImmediate as nextTurn } from "node:timers/promises";

import { assertNever } from "../../../core/base/assert-never.ts";
import type { Clock, Timer } from "../../../core/base/clock.ts";
import type { Compiler } from "../compiler.ts";
import { type FileFindings, findingsOf, noFindings } from "../flow-entries.ts";
import { mayHandOn, mentionsMillrace } from "../prefilter.ts";
import { analysisFailed } from "../problems.ts";
import type { QuickSessions } from "../quick-sessions.ts";
import type { Session } from "../session.ts";
import { Providers, specifiersIn } from "./importers.ts";
import type { LookNews } from "./source-look.ts";
import type { SourceTree } from "./source-tree.ts";

const filesPerRead = 200;
const filesPerSession = 100;
const followMs = 250;
const rescanMs = 1_000;

export interface LiveDiscoveryOptions {
  readonly tree: SourceTree;
  readonly clock: Clock;
  readonly loadCompiler: () => Promise<Compiler>;
  /** Looks through the root for files worth parsing. */
  readonly look: () => AsyncIterable<LookNews>;
  /** Called with what changed, by file relative to the root. */
  readonly onFound: (files: Readonly<Record<string, FileFindings>>) => void;
}

export class LiveDiscovery {
  readonly #tree: SourceTree;
  readonly #clock: Clock;
  readonly #loadCompiler: () => Promise<Compiler>;
  readonly #look: () => AsyncIterable<LookNews>;
  readonly #onFound: (files: Readonly<Record<string, FileFindings>>) => void;
  /** What was last told of each file that has anything. */
  readonly #told = new Map<string, string>();
  /** The files that a file takes names from, and the other way round. */
  readonly #uses = new Map<string, ReadonlySet<string>>();
  readonly #usedBy = new Map<string, Set<string>>();
  readonly #dirty = new Set<string>();
  #sessions: QuickSessions | undefined;
  #providers: Providers | undefined;
  #followers: Timer | undefined;
  readonly #toFollow = new Set<string>();
  #rescan: Timer | undefined;
  #isWorking = false;

  constructor({ tree, clock, loadCompiler, look, onFound }: LiveDiscoveryOptions) {
    this.#tree = tree;
    this.#clock = clock;
    this.#loadCompiler = loadCompiler;
    this.#look = look;
    this.#onFound = onFound;
  }

  /** Looks at every file of the root. What is found first is parsed while the look goes on. */
  async scan(): Promise<void> {
    const look = this.#look()[Symbol.asyncIterator]();
    // It has begun by the time that the compiler holds the thread.
    const first = look.next();
    const sessions = await this.#open();
    const providers = new Providers((specifier, file) => sessions.resolve(specifier, file));
    this.#providers = providers;
    const direct: string[] = [];
    let files: readonly string[] = [];
    let imports: ReadonlyMap<string, readonly string[]> = new Map();
    for (let next = await first; next.done !== true; next = await look.next()) {
      const news = next.value;
      switch (news.type) {
        case "listing":
          files = news.listing.files;
          this.#tree.takeIn(news.listing);
          sessions.setKnown(files);
          break;
        case "candidates":
          direct.push(...news.files);
          for (const file of news.files) if (mayHandOn(this.#tree.read(file) ?? "")) providers.add(file);
          await this.#analyse(news.files);
          break;
        case "end":
          imports = news.imports;
          break;
        default:
          assertNever(news);
      }
    }
    await this.#analyse(await this.#importers(files, imports, new Set(direct)));
    const gone = [...this.#told.keys()].filter((name) => this.#tree.read(`${this.#tree.root}/${name}`) === undefined);
    await this.#analyse(gone.map((name) => `${this.#tree.root}/${name}`));
  }

  /** A file has another text, has come or has gone. What is asked for in one turn is done in one go. */
  change(file: string, hasComeOrGone: boolean): void {
    if (hasComeOrGone) this.#sessions?.forgetResolutions();
    this.#sessions?.forget(file);
    this.#dirty.add(file);
    if (!this.#isWorking) void this.#work();
  }

  /** How imports are resolved may be another: everything that is known is read again. */
  changeResolution(): void {
    this.#sessions?.forgetResolutions();
    for (const name of this.#told.keys()) this.#dirty.add(`${this.#tree.root}/${name}`);
    if (!this.#isWorking) void this.#work();
  }

  /** The files that a file takes names from, as far as is known. */
  usesOf(file: string): Iterable<string> {
    return this.#uses.get(file) ?? [];
  }

  dispose(): void {
    this.#followers?.cancel();
    this.#rescan?.cancel();
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    try {
      while (this.#dirty.size > 0) {
        // Further messages of the same moment are taken in first.
        await nextTurn();
        const files = [...this.#dirty];
        this.#dirty.clear();
        await this.#open();
        for (const file of files) this.#noteProvider(file);
        await this.#analyse(files.filter((file) => this.#isCandidate(file) || this.#told.has(this.#tree.relative(file))));
        for (const file of files) this.#followLater(this.#usedBy.get(file) ?? []);
      }
    } finally {
      this.#isWorking = false;
    }
  }

  async #open(): Promise<QuickSessions> {
    const compiler = await this.#loadCompiler();
    this.#sessions ??= compiler.openQuickSessions(this.#tree.root, (file) => this.#tree.read(file));
    return this.#sessions;
  }

  #isCandidate(file: string): boolean {
    const text = this.#tree.read(file);
    return text !== undefined && (mentionsMillrace(text) || (this.#providers?.isImportedBy(file, text) ?? false));
  }

  /** A file that begins to hand the SDK on makes others candidates, which takes a look at all of them. */
  #noteProvider(file: string): void {
    const providers = this.#providers;
    const text = this.#tree.read(file);
    if (providers === undefined || text === undefined || providers.has(file) || !mayHandOn(text)) return;
    if (!mentionsMillrace(text) && !providers.isImportedBy(file, text)) return;
    providers.add(file);
    this.#rescan ??= this.#clock.startTimer(rescanMs, () => {
      this.#rescan = undefined;
      void this.scan();
    });
  }

  /** Those that get the SDK from a provider, over any number of hops. */
  async #importers(files: readonly string[], imports: ReadonlyMap<string, readonly string[]>, known: ReadonlySet<string>): Promise<readonly string[]> {
    const providers = this.#providers;
    const found = new Set<string>();
    for (let before = 0; providers !== undefined && providers.size > before; ) {
      before = providers.size;
      await inBatches(files, filesPerRead, (batch) => {
        for (const file of batch) {
          if (known.has(file) || found.has(file)) continue;
          const buffer = this.#tree.hasBuffer(file) ? this.#tree.read(file) : undefined;
          if (!providers.isAmong(buffer === undefined ? (imports.get(file) ?? []) : specifiersIn(buffer), file)) continue;
          found.add(file);
          if (mayHandOn(this.#tree.read(file) ?? "")) providers.add(file);
        }
      });
    }
    return [...found];
  }

  async #analyse(files: readonly string[]): Promise<void> {
    await inBatches(files, filesPerSession, (batch) => {
      const there = new Map<string, string>();
      for (const file of batch) {
        const text = this.#tree.read(file);
        if (text !== undefined) there.set(file, text);
      }
      const session = there.size === 0 ? undefined : this.#sessions?.open(there);
      const changed: Record<string, FileFindings> = {};
      for (const file of batch) {
        const findings = session === undefined || !there.has(file) ? noFindings : this.#read(session, file);
        const name = this.#tree.relative(file);
        if (this.#hasChanged(name, findings)) changed[name] = findings;
      }
      this.#sessions?.release((file) => this.#tree.hasBuffer(file) || this.#providers?.has(file) === true);
      if (Object.keys(changed).length > 0) this.#onFound(changed);
    });
  }

  /** The compiler is known to throw on some broken sources; one of them must not hide the others. */
  #read(session: Session, file: string): FileFindings {
    try {
      const source = session.program.getSourceFile(file);
      if (source === undefined) return noFindings;
      const findings = findingsOf(session, source);
      this.#noteUses(session, file);
      return findings;
    } catch (cause) {
      return { ...noFindings, problems: [analysisFailed(this.#tree.relative(file), cause)] };
    }
  }

  #noteUses({ program, sdkFile, resolver }: Session, file: string): void {
    const uses = new Set<string>();
    const open = [file];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const source = program.getSourceFile(at);
      const imports: readonly { readonly text: string }[] = (source as { readonly imports?: readonly { readonly text: string }[] } | undefined)?.imports ?? [];
      for (const { text } of imports) {
        const target = resolver.mayLeadInside(text, at) ? resolver.resolve(text, at) : null;
        if (target === null || target === sdkFile || uses.has(target) || program.getSourceFile(target) === undefined) continue;
        uses.add(target);
        open.push(target);
      }
    }
    for (const used of this.#uses.get(file) ?? []) this.#usedBy.get(used)?.delete(file);
    this.#uses.set(file, uses);
    for (const used of uses) {
      const users = this.#usedBy.get(used) ?? new Set();
      this.#usedBy.set(used, users.add(file));
    }
  }

  #hasChanged(name: string, findings: FileFindings): boolean {
    const isEmpty = findings.flows.length === 0 && findings.problems.length === 0 && findings.syntaxErrors.length === 0;
    const text = isEmpty ? undefined : JSON.stringify(findings);
    if (this.#told.get(name) === text) return false;
    if (text === undefined) this.#told.delete(name);
    else this.#told.set(name, text);
    return true;
  }

  #followLater(files: Iterable<string>): void {
    for (const file of files) this.#toFollow.add(file);
    if (this.#toFollow.size === 0) return;
    this.#followers?.cancel();
    this.#followers = this.#clock.startTimer(followMs, () => {
      const due = [...this.#toFollow];
      this.#toFollow.clear();
      void this.#analyse(due);
    });
  }
}

async function inBatches(files: readonly string[], size: number, visit: (batch: readonly string[]) => void): Promise<void> {
  for (let start = 0; start < files.length; start += size) {
    visit(files.slice(start, start + size));
    await nextTurn();
  }
}
