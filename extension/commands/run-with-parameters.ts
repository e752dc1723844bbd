import { onFlow } from "./command.ts";

/** Asks for parameters that have defaults too. */
export const runWithParameters = onFlow("millrace.runWithParameters", "Run a flow with parameters", ({ orders }, { engine, flow }) =>
  orders.runFlow(engine, flow, "run", "always"),
);
