/**
 * What a run needs until its runner is spawned, as one module: every further file that Node has to find, read and link
 * stands before the run. What is needed later is loaded later.
 */
export { reportFailure, runCommandLine } from "./command-line.ts";
export { openEngine } from "./open-engine.ts";
