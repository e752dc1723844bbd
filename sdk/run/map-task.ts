import { MappingIterableError, MappingLengthError, MissingContextError, UpstreamTaskError } from "../../core/protocol/errors.ts";
import { brand } from "../brand.ts";
import { isMarker, type Marker } from "../values/markers.ts";
import { isState } from "../state/state.ts";
import { currentContext } from "./context.ts";
import { parameterName } from "./inputs.ts";
import { startTask } from "./start-task.ts";
import type { TaskCall } from "./task-call.ts";
import type { TaskFuture } from "./task-future.ts";
import { isTaskFuture } from "./task-future.ts";
import { TaskFutureList } from "./task-future-list.ts";

/** One run per element. @throws MissingContextError, MappingIterableError, MappingLengthError */
export function mapTask(call: Omit<TaskCall, "via">): TaskFutureList {
  const context = currentContext();
  if (context === undefined) throw new MissingContextError(`${call.definition.name}.map`);
  const list = new TaskFutureList();
  // Each of its runs is refused: there is nothing to wait for.
  if (context.attempt.refusesRuns || !call.args.some(isLater)) {
    fill(list, call, call.args.map(toMapped));
    return list;
  }
  const filled = fillLater(list, call);
  TaskFutureList.fillLater(list, filled, context.root.clock);
  context.flow?.hold(filled);
  filled.catch((error: unknown) => {
    // A failed upstream has been told already.
    if (!(error instanceof UpstreamTaskError)) context.root.logError(`${call.definition.name}.map started no run`, error, context);
  });
  return list;
}

/** An argument of `.map`: mapped element by element, or passed whole to every run. */
type Mapped =
  /** `source`: the future whose list the items are elements of, and that every run over the list depends on. */
  | { readonly kind: "each"; readonly items: readonly unknown[]; readonly source?: TaskFuture }
  | { readonly kind: "whole"; readonly value: unknown };

/** A future's list is known only when it is done. */
function isLater(arg: unknown): boolean {
  if (isMarker(arg) && arg.marker === "unmapped") return false;
  const value = isMarker(arg) ? arg.value : arg;
  return isTaskFuture(value) || isState(value);
}

async function fillLater(list: TaskFutureList, call: Omit<TaskCall, "via">): Promise<void> {
  const mapped: Mapped[] = [];
  for (const arg of call.args) mapped.push(isLater(arg) ? await toMappedLater(arg) : toMapped(arg));
  if (mapped.every(({ kind }) => kind === "whole")) for (const arg of call.args) await assertCompleted(call, arg);
  fill(list, call, mapped);
}

/** A future that fails is passed whole, so that each run is stopped by it as by any failed upstream; once, here. */
async function toMappedLater(arg: unknown): Promise<Mapped> {
  const value = isMarker(arg) ? arg.value : arg;
  const state = isTaskFuture(value) ? await value.wait() : isState(value) ? value : undefined;
  if (state?.isCompleted() !== true) return { kind: "whole", value: arg };
  const result = await state.result();
  if (!isIterable(result)) return { kind: "whole", value: arg };
  const items = Array.from(result, (item) => element(arg, item));
  return isTaskFuture(value) ? { kind: "each", items, source: value } : { kind: "each", items };
}

/** A future that fails and is the only list leaves nothing that its failure could stop. @throws UpstreamTaskError */
async function assertCompleted(call: Omit<TaskCall, "via">, arg: unknown): Promise<void> {
  const state = isTaskFuture(arg) ? arg.state : isState(arg) ? arg : undefined;
  if (state === undefined || state.isCompleted()) return;
  const upstream = isTaskFuture(arg) ? arg[brand.future].name : (state.taskRunId ?? "a state");
  const error: unknown = await state.result().catch((thrown: unknown) => thrown);
  throw new UpstreamTaskError(`${call.definition.name}.map`, upstream, state.name, error);
}

function toMapped(arg: unknown): Mapped {
  if (!isMarker(arg)) return isIterable(arg) ? { kind: "each", items: [...arg] } : { kind: "whole", value: arg };
  if (arg.marker === "unmapped" || arg.marker === "opaque" || !isIterable(arg.value)) return { kind: "whole", value: arg };
  return { kind: "each", items: Array.from(arg.value, (item) => element(arg, item)) };
}

/** `quote(list)` and `allowFailure(list)` mark each element. */
function element(arg: unknown, item: unknown): unknown {
  return isMarker(arg) ? remark(arg, item) : item;
}

function remark(marker: Marker, value: unknown): unknown {
  const copy = Object.create(marker, { value: { value, enumerable: true } }) as Marker;
  return copy;
}

function fill(list: TaskFutureList, call: Omit<TaskCall, "via">, mapped: readonly Mapped[]): void {
  const name = parameterName(call.definition.fn);
  const lengths = mapped.flatMap((arg, index) => (arg.kind === "each" ? [[name(index) ?? `arg${index}`, arg.items.length] as const] : []));
  const length = lengths[0]?.[1];
  if (length === undefined) throw new MappingIterableError(call.definition.name, call.args.map(kindOf));
  if (lengths.some(([, other]) => other !== length)) throw new MappingLengthError(call.definition.name, Object.fromEntries(lengths));
  const sources = mapped.flatMap((arg) => (arg.kind === "each" && arg.source !== undefined ? [arg.source] : []));
  shareWhole(mapped);
  const common = { ...call, via: "submit", ...(sources.length === 0 ? {} : { sources }) } as const;
  for (let index = 0; index < length; index += 1) {
    list.push(startTask({ ...common, args: mapped.map((arg) => (arg.kind === "each" ? arg.items[index] : arg.value)) }));
  }
}

/** What is passed whole goes to many runs, maybe in other processes. */
function shareWhole(mapped: readonly Mapped[]): void {
  const workers = currentContext()?.flow?.workers ?? null;
  if (workers === null) return;
  for (const arg of mapped) {
    if (arg.kind === "each") continue;
    const value = isMarker(arg.value) ? arg.value.value : arg.value;
    if (typeof value === "object" && value !== null) workers.share(value);
  }
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return isMarker(value) ? `${value.marker}(…)` : typeof value;
}
