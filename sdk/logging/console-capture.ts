import { format } from "node:util";
import type { LogLevel } from "../../core/records/log-record.ts";
import { currentContext } from "../run/context.ts";
import { sharedState } from "../shared-state.ts";

const levels = { debug: "debug", log: "info", info: "info", warn: "warn", error: "error", trace: "debug" } as const satisfies Record<string, LogLevel>;

type Method = keyof typeof levels;

/**
 * Makes `console.*` inside of runs part of their logs; it still does what it did. Installed with the first run of the
 * process, once for all copies of the package.
 */
export function captureConsole(): void {
  const { restoreConsole } = sharedState();
  if (restoreConsole.undo !== null) return;
  const originals = new Map<Method, (...args: unknown[]) => void>();
  for (const method of Object.keys(levels) as Method[]) {
    // Node's console writes through its own stream, so the method is all that has to be replaced.
    const original = console[method].bind(console);
    originals.set(method, console[method]);
    console[method] = (...args: unknown[]) => {
      const context = currentContext();
      if (context?.logPrints === true && !context.root.isClosed) {
        const about = context.attempt.isOver ? { flow: context.flow, task: null } : context;
        context.root.log(levels[method], format(...args), about);
      }
      restoreConsole.isPrinting = true;
      try {
        original(...args);
      } finally {
        restoreConsole.isPrinting = false;
      }
    };
  }
  restoreConsole.undo = () => {
    for (const [method, original] of originals) console[method] = original;
    restoreConsole.undo = null;
  };
}
