import { toIso } from "../../../core/base/clock.ts";
import type { TaskRunDocument } from "../../../core/protocol/run-document.ts";
import { type DocumentSource, toTaskRunDocument } from "../../../core/protocol/to-document.ts";
import { taskRunId } from "../../../core/records/run-ids.ts";
import type { TaskRunView } from "../../../core/records/run-view.ts";
import { timesOf } from "../../../core/rules/bookkeeping.ts";
import type { RunState } from "../../../core/states/run-state.ts";
import { jsonOrNull } from "./columns.ts";
import type { RowColumns } from "./insert-row.ts";

/**
 * A task run whose columns are asked for one by one. What is asked for most comes straight from the run; the rest from its
 * document, which is made when the first such column wants it.
 */
export class TaskRunSubject {
  readonly rootRunId: string;
  readonly source: DocumentSource;
  readonly run: TaskRunView;
  #times: ReturnType<typeof timesOf> | undefined;
  #document: TaskRunDocument | undefined;

  constructor(rootRunId: string, source: DocumentSource, run: TaskRunView) {
    this.rootRunId = rootRunId;
    this.source = source;
    this.run = run;
  }

  get document(): TaskRunDocument {
    this.#document ??= toTaskRunDocument(this.source, this.run);
    return this.#document;
  }

  get times(): ReturnType<typeof timesOf> {
    this.#times ??= timesOf(this.run.states);
    return this.#times;
  }

  get state(): RunState | undefined {
    return this.run.states.at(-1);
  }

  idOf(task: number): string {
    return taskRunId(this.source.view.open?.id ?? "", task);
  }
}

export const taskRunColumns: RowColumns<"task_runs", TaskRunSubject> = {
  id: (subject) => subject.idOf(subject.run.task),
  root_run_id: ({ rootRunId }) => rootRunId,
  flow_run_id: ({ run, source }) => (run.run === null ? null : (source.view.flowRuns.get(run.run)?.id ?? null)),
  parent_task_run_id: (subject) => (subject.run.parent === null ? null : subject.idOf(subject.run.parent)),
  child_flow_run_id: ({ run, source }) => (run.childRun === null ? null : (source.view.flowRuns.get(run.childRun)?.id ?? null)),
  name: ({ run }) => run.name,
  task: ({ run, source }) => source.view.definitions.get(run.def)?.name ?? "task",
  definition: ({ run, source }) => source.view.definitions.get(run.def)?.position ?? null,
  call_site: ({ run, source }) => (run.site === null ? null : (source.view.sites.get(run.site) ?? null)),
  // Of a run whose first state is not on disk the document tells.
  state_type: (subject) => subject.state?.type ?? subject.document.state.type,
  state_name: (subject) => subject.state?.name ?? subject.document.state.name,
  state_message: (subject) => (subject.state ?? subject.document.state).message,
  state_time: (subject) => (subject.state === undefined ? subject.document.state.timestamp : toIso(subject.state.at)),
  states: ({ document }) => JSON.stringify(document.states),
  inputs: ({ document }) => JSON.stringify(document.inputs),
  result: ({ document }) => jsonOrNull(document.result),
  error: ({ document }) => jsonOrNull(document.error ?? undefined),
  depends_on: ({ document }) => JSON.stringify(document.dependsOn),
  why: ({ run }) => run.states.findLast((state) => state.why !== undefined)?.why ?? null,
  cache_key: ({ run }) => run.cacheKey,
  result_key: ({ run }) => run.resultKey,
  attempt: ({ times }) => Math.max(1, times.runCount),
  items: ({ run }) => run.items?.list.length ?? null,
  tags: ({ run }) => JSON.stringify(run.tags),
  start_time: ({ times }) => isoOrNull(times.startAt),
  end_time: ({ times }) => isoOrNull(times.endAt),
  duration_ms: ({ times }) => (times.startAt === null || times.endAt === null ? null : (times.endAt - times.startAt) / 1_000),
  run_time_ms: ({ times }) => times.totalRunTimeUs / 1_000,
  superseded: ({ run }) => (run.isSuperseded ? 1 : 0),
};

function isoOrNull(us: number | null): string | null {
  return us === null ? null : toIso(us);
}
