import type { RunView } from "../../../core/records/run-view.ts";
import { tryReadRequest } from "../history/read-standing.ts";
import type { RunDirectory } from "../history/run-directories.ts";
import type { Folders } from "../picture/places.ts";
import { flowOf, type RunIdentity } from "../picture/run-projection.ts";
import type { RunStanding } from "./live-run.ts";
import type { FlowIdOf, RunHomes } from "./run-book-ports.ts";

/** What runs are apart from their records: requests, folders, and the flows of the sources that they are of. */
export class RunIdentities {
  readonly flowIdOf: FlowIdOf;
  readonly #folder: Pick<RunIdentity, "folder" | "folderName">;
  readonly #homes: RunHomes;

  constructor({ flowIdOf, folder, homes }: { readonly flowIdOf: FlowIdOf; readonly folder: Pick<RunIdentity, "folder" | "folderName">; readonly homes: RunHomes }) {
    this.flowIdOf = flowIdOf;
    this.#folder = folder;
    this.#homes = homes;
  }

  identify(place: RunDirectory): RunIdentity {
    const { request } = tryReadRequest(place);
    return { id: place.id, request, ...this.#foldersOf(place), createdAt: request?.createdAt ?? Date.parse(`${place.date}T00:00:00Z`) * 1_000 };
  }

  /** The same of a run whose request is read when somebody wants it: few of those that have ended are ever opened. */
  identifyLater(place: RunDirectory, createdAt: number): RunIdentity {
    let found: Pick<RunIdentity, "request"> | undefined;
    return {
      id: place.id,
      createdAt,
      ...this.#foldersOf(place),
      get request() {
        found ??= { request: tryReadRequest(place).request };
        return found.request;
      },
    };
  }

  standing(identity: RunIdentity, problem: string | null): RunStanding {
    return { problem, flowId: (view) => this.flowIdIn(identity, view) };
  }

  flowIdIn(identity: RunIdentity, view: RunView): string | null {
    const { file, flow } = flowOf(identity, view);
    return this.flowIdOf({ file, wanted: wantedOf(identity), name: flow });
  }

  /** The `.millrace` folder that the run is in. */
  homeOf({ directory }: RunDirectory): string {
    return this.#homes.workspaceOf(directory).home;
  }

  #foldersOf({ directory }: RunDirectory): Folders {
    return { root: this.#homes.workspaceOf(directory).root, ...this.#folder };
  }
}

/** The flow that a run was asked for, as in its request. */
export function wantedOf({ request }: Pick<RunIdentity, "request">): string | null {
  return request?.flow ?? null;
}
