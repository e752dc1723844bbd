import { basename } from "node:path";
import type { EndedRun, StartedRun } from "../../core/protocol/engine-api.ts";
import { EngineUnavailableError } from "../../core/protocol/errors.ts";
import type { LogDocument } from "../../core/protocol/run-document.ts";
import type { RunView } from "../../core/records/run-view.ts";
import { isFinalType } from "../../core/states/state-type.ts";
import { readRequest } from "../../journal/create-run.ts";
import { readOwner } from "../../journal/owner-file.ts";
import type { RunDirectory } from "./history/run-directories.ts";
import { rootState } from "./read-run.ts";
import type { RunFollower } from "./run-follower.ts";
import type { RunsContext } from "./runs-context.ts";
import { killOwner } from "./kill-owner.ts";
import { cancelOwnedRun } from "./stop-run.ts";
import { followRun } from "./watching/follow-run.ts";

/** A run that another process has started: followed to its end, and stopped, as one of this engine's own. */
export class JoinedRun implements StartedRun {
  readonly id: string;
  readonly name: string;
  readonly directory: string;
  readonly ended: Promise<EndedRun>;
  readonly #context: RunsContext;
  readonly #follower: RunFollower;

  constructor(context: RunsContext, place: RunDirectory) {
    this.id = place.id;
    this.directory = place.directory;
    this.#context = context;
    const { follower, ended } = followRun(() => context, place, { tasks: new Set(), flowRuns: new Set() });
    this.#follower = follower;
    this.name = follower.view.flowRuns.get(0)?.name ?? readRequest(place.directory).name;
    this.ended = ended.then(({ view, problem }) => this.#end(view, problem));
    this.ended.catch(() => undefined);
  }

  onChange(listener: (view: RunView) => void): { dispose(): void } {
    return this.#follower.onChange(listener);
  }

  onLog(listener: (line: LogDocument) => void): { dispose(): void } {
    return this.#follower.onLog(listener);
  }

  async cancel(reason: string | null): Promise<void> {
    await cancelOwnedRun(this.#context, this.directory, readRequest(this.directory), reason);
  }

  async kill(): Promise<void> {
    const owner = readOwner(this.directory);
    if (owner !== null) await killOwner(this.#context, owner);
    await this.ended;
  }

  #end(view: RunView, problem: string | undefined): EndedRun {
    const state = rootState(view);
    if (state === undefined || !(isFinalType(state.type) || state.type === "PAUSED")) {
      throw new EngineUnavailableError(`How ${this.name} goes on cannot be seen from here: ${problem ?? basename(this.directory)}.`);
    }
    return { id: this.id, state: { type: state.type, name: state.name, message: state.message } };
  }
}
