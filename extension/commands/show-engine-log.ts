import type { Command } from "./command.ts";

export const showEngineLog: Command = { id: "millrace.showEngineLog", run: ({ engineLog }) => engineLog.show(true) };
