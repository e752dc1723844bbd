import type { QueryProgress } from "../../core/protocol/engine-api.ts";
import type { Context } from "../context.ts";

/** What is over sooner needs no progress, and more would flicker. */
const quietUs = 400_000;
const gapUs = 100_000;

/** How much of the history has been read, in one line that goes away; on a terminal alone, beside what the command prints. */
export function readingProgress({ stderr, clock }: Pick<Context, "stderr" | "clock">): { show(progress: QueryProgress): void; clear(): void } {
  let shownAt = clock.nowUs() + quietUs - gapUs;
  let isShown = false;
  return {
    show: ({ read, total }) => {
      const now = clock.nowUs();
      if (!stderr.isTty || now - shownAt < gapUs) return;
      shownAt = now;
      isShown = true;
      stderr.write(`\r\u001b[KReading ${read} of ${total} runs …`);
    },
    clear: () => {
      if (isShown) stderr.write("\r\u001b[K");
    },
  };
}
