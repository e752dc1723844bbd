/**
 * All runs of a workspace as they are now, whoever runs them.
 *
 * B1. A run that goes on is followed by one reader, whoever looks at it; one that has ended is held only while it is open.
 * B2. What changes is told at once to the listener, who spaces it out.
 * B3. A run whose owner dies is recorded as Crashed here, as anywhere else that looks (`recover.ts`).
 */
import { RunNotFoundError } from "../../../core/protocol/errors.ts";
import type { RunSummary } from "../../../core/protocol/run-summary.ts";
import type { TouchedRuns } from "../../../core/records/touched-runs.ts";
import type { LogRecord } from "../../../core/records/log-record.ts";
import type { RunView } from "../../../core/records/run-view.ts";
import type { ActiveRun } from "../active-run.ts";
import { listRunDirectories, type RunDirectory } from "../history/run-directories.ts";
import { readEndedSummary } from "../history/read-summary.ts";
import { readStanding } from "../history/read-standing.ts";
import { type RunIdentity, summaryOf } from "../picture/run-projection.ts";
import { describeProblem, readRun } from "../read-run.ts";
import type { RunsContext } from "../runs-context.ts";
import { type FollowedRun, followRun } from "./follow-run.ts";
import { LiveRun } from "./live-run.ts";
import { KnownRuns } from "./known-runs.ts";
import { RunIdentities, wantedOf } from "./run-identities.ts";
import type { FlowIdOf, RunBookListener, RunHomes } from "./run-book-ports.ts";

interface Entry {
  readonly place: RunDirectory;
  readonly identity: RunIdentity;
  /** The flow that was asked for. */
  readonly wanted: string | null;
  summary: RunSummary;
  live: LiveRun | undefined;
  followed: FollowedRun | undefined;
  active: ActiveRun | undefined;
}

export class RunBook {
  readonly #contextOf: (module: string | null) => RunsContext;
  readonly #identities: RunIdentities;
  readonly #homes: RunHomes;
  readonly #listener: RunBookListener;
  readonly #entries = new Map<string, Entry>();
  /** By id. `due`: asked for while a look went on, which may have read what was before. */
  readonly #looking = new Map<string, "now" | "due">();
  readonly #known: KnownRuns;
  readonly #openedAt: number;

  constructor(options: {
    /** How a run of a module would be started, for the hooks of its end. */
    readonly contextOf: (module: string | null) => RunsContext;
    readonly folder: Pick<RunIdentity, "folder" | "folderName">;
    readonly homes: RunHomes;
    readonly nowUs: number;
    readonly flowIdOf: FlowIdOf;
    readonly listener: RunBookListener;
  }) {
    this.#contextOf = options.contextOf;
    this.#identities = new RunIdentities(options);
    this.#homes = options.homes;
    this.#openedAt = options.nowUs;
    this.#listener = options.listener;
    this.#known = new KnownRuns(options.folder);
  }

  summaries(): Iterable<RunSummary> {
    return Array.from(this.#entries.values(), ({ summary }) => summary);
  }

  summaryOf(runId: string): RunSummary | undefined {
    return this.#entries.get(runId)?.summary;
  }

  /** @throws RunNotFoundError */
  placeOf(runId: string): RunDirectory {
    return this.#get(runId).place;
  }

  activeRun(runId: string): ActiveRun | undefined {
    return this.#entries.get(runId)?.active;
  }

  activeRuns(): readonly ActiveRun[] {
    return [...this.#entries.values()].flatMap(({ active }) => (active === undefined ? [] : [active]));
  }

  /** Looks for runs that have come or gone. `pause` is awaited now and then. */
  async refresh(pause: () => Promise<void>): Promise<void> {
    const places = this.#homes.workspaces.flatMap(listRunDirectories);
    const there = new Set(places.map(({ id }) => id));
    for (const id of [...this.#entries.keys()]) if (!there.has(id) && this.#entries.get(id)?.active === undefined) this.remove(id);
    let looked = 0;
    for (const place of places) {
      if (this.#entries.has(place.id) || this.#looking.has(place.id)) continue;
      if (!this.#recall(place)) await this.look(place);
      looked += 1;
      if (looked % 20 === 0) await pause();
    }
    this.#known.writeIfWorthIt();
  }

  /** Reads a run that may be new, or may have gone on. */
  async look(place: RunDirectory): Promise<void> {
    if (this.#looking.has(place.id)) return void this.#looking.set(place.id, "due");
    try {
      do {
        this.#looking.set(place.id, "now");
        await this.#look(place);
      } while (this.#looking.get(place.id) === "due");
    } catch (error) {
      this.#listener.onTrouble(error);
    } finally {
      this.#looking.delete(place.id);
    }
  }

  /** Takes in a run that this engine has just started or resumed. */
  adopt(active: ActiveRun, place: RunDirectory): RunSummary {
    const before = this.#entries.get(place.id);
    before?.followed?.dispose();
    // What has been shown of it already stays shown.
    active.follower.readSoon();
    const identity = before?.identity ?? this.#identities.identify(place);
    const live = before?.live ?? this.#createLive(place, identity, active.follower.view, null);
    const entry: Entry = { place, identity, wanted: wantedOf(identity), summary: live.summary(), live, followed: undefined, active };
    this.#entries.set(place.id, entry);
    live.follow(active.follower, active.touched, { isNew: this.#isNew(identity) });
    const settle = (): void => this.#settle(entry, active.follower.view, active.follower.problem === null ? null : describeProblem(active.follower.problem));
    active.ended.then(settle, (error: unknown) => {
      settle();
      this.#listener.onTrouble(error);
    });
    return entry.summary;
  }

  /** Holds the run with all its records until it is let go as often. @throws RunNotFoundError */
  open(runId: string): LiveRun {
    const entry = this.#get(runId);
    if (entry.live === undefined) {
      const { view, problem } = readRun(entry.place.directory);
      entry.live = this.#createLive(entry.place, entry.identity, view, problem === null ? entry.summary.problem : describeProblem(problem));
    }
    return entry.live;
  }

  close(runId: string): void {
    const entry = this.#entries.get(runId);
    if (entry?.live?.close() === true && entry.followed === undefined && entry.active === undefined) this.#release(entry);
  }

  /** The run with all its records, which are read where nobody holds them. @throws RunNotFoundError */
  viewOf(runId: string): { readonly view: RunView; readonly place: RunDirectory } {
    const { live, place } = this.#get(runId);
    return { view: live?.view ?? readRun(place.directory).view, place };
  }

  isOpen(runId: string): boolean {
    return this.#entries.get(runId)?.live?.isOpen ?? false;
  }

  /** The log of a run that is open; `undefined` for one that has to be read. */
  logOf(runId: string): readonly LogRecord[] | undefined {
    const live = this.#get(runId).live;
    return live?.isOpen === true ? live.log : undefined;
  }

  remove(runId: string): void {
    const entry = this.#entries.get(runId);
    if (entry === undefined) return;
    entry.followed?.dispose();
    this.#release(entry);
    this.#entries.delete(runId);
    this.#known.forget(this.#identities.homeOf(entry.place), entry.place);
    this.#listener.onRemoved(runId);
  }

  /** The flows of some files are other ones now. */
  nameFlowsAgain(files: ReadonlySet<string>): void {
    for (const entry of this.#entries.values()) {
      const { file, flow, flowId } = entry.summary;
      if (file === null || !files.has(file)) continue;
      const now = this.#identities.flowIdOf({ file, wanted: entry.wanted, name: flow });
      if (now !== flowId) this.#tell(entry, { ...entry.summary, flowId: now });
    }
  }

  dispose(): void {
    for (const entry of this.#entries.values()) {
      entry.followed?.dispose();
      entry.active?.release();
    }
    this.#known.write();
  }

  #get(runId: string): Entry {
    const entry = this.#entries.get(runId);
    if (entry === undefined) throw new RunNotFoundError(`There is no run ${runId} in this folder.`, "It may have been deleted.");
    return entry;
  }

  /** Takes in a run that is as it was when it was last read. */
  #recall(place: RunDirectory): boolean {
    const known = this.#known.find(this.#identities.homeOf(place), place);
    if (known === undefined) return false;
    const { summary, wanted } = known;
    const identity = this.#identities.identifyLater(place, summary.createdAt);
    const entry: Entry = { place, identity, wanted, summary, live: undefined, followed: undefined, active: undefined };
    this.#entries.set(place.id, entry);
    this.#tell(entry, { ...summary, flowId: this.#identities.flowIdOf({ file: summary.file, wanted, name: summary.flow }) });
    return true;
  }

  async #look(place: RunDirectory): Promise<void> {
    const identity = this.#identities.identify(place);
    const ended = readEndedSummary(place.directory);
    // How it would be run matters only for one that may have to be brought to its end.
    const standing = ended === undefined ? await readStanding(this.#contextFor(identity), place) : { view: ended, problem: undefined, owner: "gone" };
    if (this.#entries.get(place.id)?.active !== undefined) return;
    const before = this.#entries.get(place.id);
    // What is open shows what was read when it was opened, or followed: others may have gone on with the run, to its end.
    const isOutdated = before?.live !== undefined && before.live.view.lastNumber !== standing.view.lastNumber;
    if (standing.owner === "alive" || isOutdated) {
      this.#follow(place, identity);
      return;
    }
    const summary = summaryOf(identity, standing.view, this.#identities.flowIdIn(identity, standing.view), standing.problem ?? null);
    const entry: Entry = before ?? { place, identity, wanted: wantedOf(identity), summary, live: undefined, followed: undefined, active: undefined };
    this.#entries.set(place.id, entry);
    // Looking again at what is as it was tells nobody anything.
    if (before === undefined || JSON.stringify(before.summary) !== JSON.stringify(summary)) this.#tell(entry, summary);
  }

  #follow(place: RunDirectory, identity: RunIdentity): void {
    const before = this.#entries.get(place.id);
    if (before?.followed !== undefined) return;
    const touched: TouchedRuns = { tasks: new Set(), flowRuns: new Set() };
    const followed = followRun(() => this.#contextFor(identity), place, touched);
    const live = before?.live ?? this.#createLive(place, identity, followed.follower.view, null);
    const entry: Entry = { place, identity, wanted: wantedOf(identity), summary: live.summary(), live, followed, active: undefined };
    this.#entries.set(place.id, entry);
    live.follow(followed.follower, touched, { isNew: this.#isNew(identity) });
    followed.ended.then(
      ({ view, problem }) => {
        if (entry.followed !== followed || this.#entries.get(place.id) !== entry) return;
        entry.followed = undefined;
        this.#settle(entry, view, problem ?? null);
      },
      // A run that was deleted meanwhile cannot be read any more.
      (error: unknown) => (this.#entries.get(place.id) === entry ? this.#listener.onTrouble(error) : undefined),
    );
  }

  /** The run goes on no more, or not where it can be seen. */
  #settle(entry: Entry, view: RunView, problem: string | null): void {
    entry.active = undefined;
    if (this.#entries.get(entry.place.id) !== entry) return;
    const { live } = entry;
    live?.setStanding(this.#identities.standing(entry.identity, problem));
    // What was counted as it went on is not counted again.
    const summary = live?.view === view ? live.summary() : summaryOf(entry.identity, view, this.#identities.flowIdIn(entry.identity, view), problem);
    if (live?.isOpen !== true) this.#release(entry);
    this.#tell(entry, summary);
  }

  #release(entry: Entry): void {
    entry.live?.dispose();
    entry.live = undefined;
  }

  #createLive(place: RunDirectory, identity: RunIdentity, view: RunView, problem: string | null): LiveRun {
    return new LiveRun({
      identity,
      directory: place.directory,
      view,
      standing: this.#identities.standing(identity, problem),
      listener: {
        onSummary: (run) => {
          const entry = this.#entries.get(place.id);
          if (entry?.live === run) this.#tell(entry, run.summary());
        },
        onDelta: (delta) => this.#listener.onDelta(delta),
        onLogged: (run, from, records) => this.#listener.onLogged(run, from, records),
        onOutput: (run, records) => this.#listener.onOutput(run, records),
      },
    });
  }

  #isNew({ createdAt }: RunIdentity): boolean {
    return createdAt >= this.#openedAt;
  }

  #contextFor(identity: RunIdentity): RunsContext {
    return this.#contextOf(identity.request?.module ?? null);
  }

  #tell(entry: Entry, summary: RunSummary): void {
    entry.summary = summary;
    this.#listener.onRun(summary);
    if (entry.live === undefined) this.#known.note(this.#identities.homeOf(entry.place), entry.place, summary, entry.wanted);
  }
}
