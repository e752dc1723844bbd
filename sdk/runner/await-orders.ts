import { rmSync } from "node:fs";
import type { LauncherMessage, RunnerMode, Secrets } from "../../core/protocol/launch.ts";

export interface Orders {
  readonly directory: string;
  readonly mode: RunnerMode;
  readonly secrets: Secrets;
}

/** Loads what every run needs, and fulfils with what to run. Ends the process when its launcher is gone first. */
export async function awaitOrders(output: string): Promise<Orders> {
  const leave = (): void => {
    rmSync(output, { force: true });
    // `process.exit` may wait for ever on Node 20: for an answer of the loader's thread, which it has ended before.
    process.kill(process.pid, "SIGKILL");
  };
  // It may have gone while this process was starting.
  if (!process.connected) leave();
  process.once("disconnect", leave);
  const orders = new Promise<Orders>((resolve) => {
    process.once("message", (message: LauncherMessage) => {
      process.off("disconnect", leave);
      if (message.type === "orders") resolve(message);
    });
  });
  // Orders that lie there already are carried out at once: what they need is loaded then.
  const areThere = await Promise.race([orders.then(() => true), new Promise<boolean>((resolve) => setImmediate(resolve, false))]);
  if (!areThere) await loadAhead();
  return await orders;
}

/** Nothing of the user's: that is read when it is run. */
async function loadAhead(): Promise<void> {
  await import(new URL("./warm-up.ts", import.meta.url).href);
  await import("../process/run-server.ts");
}
