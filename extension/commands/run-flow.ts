import { onFlow } from "./command.ts";

export const runFlow = onFlow("millrace.runFlow", "Run a flow", ({ orders }, { engine, flow }) => orders.runFlow(engine, flow, "run"));
