import type { SlotWish } from "../../journal/leader/shared-store.ts";
import type { RunContext } from "../run/context.ts";
import { knownSecrets } from "../secrets/known-secrets.ts";

type About = Pick<RunContext, "root" | "flow" | "task">;

/** Who wants slots, as others are told who wait for them: without secrets, for it is written down. */
export function slotHolder({ root, flow, task }: About): SlotWish["holder"] {
  const { redactor } = knownSecrets();
  return {
    runId: flow?.id ?? root.id,
    runName: redactor.redact(flow?.name ?? root.name),
    taskRunId: task?.id ?? null,
    taskRunName: task === null ? null : redactor.redact(task.name),
  };
}

export const nobodyAround: SlotWish["holder"] = { runId: null, runName: null, taskRunId: null, taskRunName: null };

/** Once in a root run for each name. */
export function warnOfMissing(about: About, missing: readonly string[]): void {
  const known = about.root.missingLimits;
  const news = missing.filter((name) => !known.has(name));
  if (news.length === 0) return;
  for (const name of news) known.add(name);
  about.root.log("warn", `Concurrency limits ${news.map((name) => `"${name}"`).join(", ")} do not exist, so that nothing is limited. Make one with: millrace limits set ${JSON.stringify(news[0])} 1`, about);
}
