import { onFlow } from "./command.ts";

export const debugFlow = onFlow("millrace.debugFlow", "Debug a flow", ({ orders }, { engine, flow }) => orders.runFlow(engine, flow, "debug"));
