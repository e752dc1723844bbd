import { Attempt } from "../run/attempt.ts";
import { contextStorage, type RunContext } from "../run/context.ts";
import type { NodePorts } from "./node-parts.ts";

/** What a transaction does in the run that it belongs to. */
export function nodePorts({ root, flow, task, tags, logPrints }: Omit<RunContext, "attempt" | "scope">): NodePorts {
  const about = { root, flow, task };
  return {
    log: (level, message) => root.log(level, message, about),
    logError: (message, error) => root.logError(message, error, about),
    callHook: async (call) => {
      // A hook belongs to the run, but to none of its attempts, which may have been stopped; and to no transaction.
      const context: RunContext = { ...about, attempt: new Attempt(null), tags, logPrints, scope: null };
      await contextStorage().run(context, call);
    },
    flush: () => void root.writer.flush(),
    recordCommit: (tasks) => {
      if (!root.isClosed) root.write({ k: "commit", tasks });
    },
  };
}
