/**
 * The process that a flow runs in when someone else started it: `runner.js <run directory> <mode>`. It imports the
 * user's module, finds the flow, owns the run and ends with it. See `core/protocol/launch.ts` for what it says.
 *
 * Order matters for the time to the first record: all of Millrace is loaded before the TypeScript loader is
 * registered, because from then on every module passes through it.
 */
import { runnerExit, type RunnerMode } from "../../core/protocol/launch.ts";
import { StoreUnwritableError } from "../../core/protocol/errors.ts";
import { execute } from "./execute.ts";
import { exitAfterGrace } from "./linger.ts";
import { registerLoader } from "./register-loader.ts";

const [directory, mode] = process.argv.slice(2);

if (directory === undefined || !isMode(mode)) {
  process.stderr.write("usage: runner <run directory> run|resume|hooks\n");
  process.exit(runnerExit.refused);
}

registerLoader()
  .then(() => execute(directory, mode))
  .then(
    (isComplete) => exitAfterGrace(isComplete ? runnerExit.ended : runnerExit.unwritable),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(error instanceof StoreUnwritableError ? runnerExit.unwritable : 1);
    },
  );

function isMode(value: string | undefined): value is RunnerMode {
  return value === "run" || value === "resume" || value === "hooks";
}
