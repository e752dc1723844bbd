import type { Command } from "./command.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { flowsCommand } from "./commands/flows.ts";
import { engineCommand } from "./engine-command.ts";
import { helpCommand } from "./commands/help.ts";
import { initCommand } from "./commands/init.ts";
import { limitsDeleteCommand } from "./commands/limits-delete.ts";
import { limitsSetCommand } from "./commands/limits-set.ts";
import { limitsCommand } from "./commands/limits.ts";
import { queryCommand } from "./commands/query.ts";
import { pruneCommand } from "./commands/prune.ts";
import { runCommand } from "./commands/run.ts";
import { runsCancelCommand } from "./commands/runs-cancel.ts";
import { runsDeleteCommand } from "./commands/runs-delete.ts";
import { runsExportCommand } from "./commands/runs-export.ts";
import { runsImportCommand } from "./commands/runs-import.ts";
import { runsLogsCommand } from "./commands/runs-logs.ts";
import { runsRerunCommand } from "./commands/runs-rerun.ts";
import { runsResumeCommand } from "./commands/runs-resume.ts";
import { runsRetryCommand } from "./commands/runs-retry.ts";
import { runsShowCommand } from "./commands/runs-show.ts";
import { runsCommand } from "./commands/runs.ts";
import { varsDeleteCommand } from "./commands/vars-delete.ts";
import { varsGetCommand } from "./commands/vars-get.ts";
import { varsSetCommand } from "./commands/vars-set.ts";
import { varsCommand } from "./commands/vars.ts";

/** All commands, in the order in which help lists them. */
export const commands: readonly Command[] = [
  runCommand,
  flowsCommand,
  runsCommand,
  runsShowCommand,
  runsLogsCommand,
  runsCancelCommand,
  runsRetryCommand,
  runsRerunCommand,
  runsResumeCommand,
  runsExportCommand,
  runsImportCommand,
  runsDeleteCommand,
  pruneCommand,
  queryCommand,
  limitsCommand,
  limitsSetCommand,
  limitsDeleteCommand,
  varsCommand,
  varsGetCommand,
  varsSetCommand,
  varsDeleteCommand,
  initCommand,
  doctorCommand,
  helpCommand,
  engineCommand,
];
