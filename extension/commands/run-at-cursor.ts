import { flowAtCursor } from "../folders/places.ts";
import type { Command } from "./command.ts";
import { runFlow } from "./run-flow.ts";

/** The flow around the cursor; without one the user is asked. */
export const runAtCursor: Command = { id: "millrace.runAtCursor", run: (host) => runFlow.run(host, flowAtCursor(host.engines)) };
