import type { LauncherMessage } from "../../core/protocol/launch.ts";
import type { Launcher } from "./launcher.ts";

/** The child process's IPC channel; where there is none, as for a runner that was typed by hand, nobody listens. */
export const launchChannel: Launcher = {
  tell: async (message) => {
    if (process.send === undefined || !process.connected) return;
    await new Promise<void>((resolve) => process.send?.(message, undefined, {}, () => resolve()));
  },
  hear: (listener) => {
    if (!process.connected) return false;
    process.once("message", (message: LauncherMessage) => listener(message));
    return true;
  },
  // The channel would keep the process alive when the flow has nothing left to do.
  letGo: () => process.channel?.unref(),
};
