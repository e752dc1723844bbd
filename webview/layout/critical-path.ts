/** The chain of tasks that set how long a run took: from the last that ended, back along what each had to wait for. */
import { taskField } from "../../core/protocol/run-picture.ts";
import { ancestorsOf } from "./run-tree.ts";
import type { TimelineLayout } from "./timeline-layout.ts";

/** Numbers of the tasks on it, and of those that they run inside of. */
export function criticalPath(layout: TimelineLayout): Set<number> {
  const { picture, tree } = layout;
  const leaves = picture.tasks.flatMap((task) => (task === undefined || tree.children.has(task[taskField.task]) ? [] : [task[taskField.task]]));
  const ended = leaves.map((task) => ({ task, endAt: layout.spanOf(task)?.endAt ?? Infinity })).sort((a, b) => a.endAt - b.endAt);
  const path = new Set<number>();
  let current = ended.at(-1)?.task;
  while (current !== undefined && !path.has(current)) {
    path.add(current);
    for (const ancestor of ancestorsOf(picture, current)) path.add(ancestor);
    current = waitedFor(layout, current, ended);
  }
  return path;
}

/** The upstream that ended last; without one, what ended last before it was called: the flow went on after that. */
function waitedFor(layout: TimelineLayout, task: number, ended: readonly { readonly task: number; readonly endAt: number }[]): number | undefined {
  const tuple = layout.picture.tasks[task];
  const span = layout.spanOf(task);
  if (tuple === undefined || span === undefined) return undefined;
  const startAt = span.startAt ?? span.from;
  const upstreams = tuple[taskField.upstreams].flatMap(([upstream]) => {
    const endAt = layout.spanOf(upstream)?.endAt;
    return endAt === undefined || endAt > startAt ? [] : [{ task: upstream, endAt }];
  });
  const last = upstreams.reduce<{ readonly task: number; readonly endAt: number } | undefined>((best, one) => (best === undefined || one.endAt > best.endAt ? one : best), undefined);
  if (last !== undefined) return last.task;
  // Sorted by end: the last one before it.
  let low = 0;
  let high = ended.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ended[middle]?.endAt ?? Infinity) <= span.from) low = middle + 1;
    else high = middle;
  }
  return ended[low - 1]?.task;
}
