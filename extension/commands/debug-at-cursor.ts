import { flowAtCursor } from "../folders/places.ts";
import type { Command } from "./command.ts";
import { debugFlow } from "./debug-flow.ts";

/** The flow around the cursor; without one the user is asked. */
export const debugAtCursor: Command = { id: "millrace.debugAtCursor", run: (host) => debugFlow.run(host, flowAtCursor(host.engines)) };
