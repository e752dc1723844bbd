import type { Command } from "./command.ts";

/** What runs print. */
export const showLog: Command = { id: "millrace.showLog", run: ({ log }) => log.show(true) };
