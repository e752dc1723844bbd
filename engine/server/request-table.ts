import type { EditorRequests } from "../../core/protocol/editor-api.ts";
import type { RequestHandler } from "./request-handler.ts";
import { answer } from "./requests/answer.ts";
import { checkParameters } from "./requests/check-parameters.ts";
import { closeRun } from "./requests/close-run.ts";
import { codeFrame } from "./requests/code-frame.ts";
import { configure } from "./requests/configure.ts";
import { debug } from "./requests/debug.ts";
import { debugEnded } from "./requests/debug-ended.ts";
import { deleteRuns } from "./requests/delete.ts";
import { describeFlow } from "./requests/describe-flow.ts";
import { exportRun } from "./requests/export.ts";
import { flowRun } from "./requests/flow-run.ts";
import { importRun } from "./requests/import.ts";
import { listRuns } from "./requests/list-runs.ts";
import { logs } from "./requests/logs.ts";
import { openRun } from "./requests/open-run.ts";
import { pauses } from "./requests/pauses.ts";
import { prune } from "./requests/prune.ts";
import { run } from "./requests/run.ts";
import { deleteLimit } from "./requests/delete-limit.ts";
import { deleteVariable } from "./requests/delete-variable.ts";
import { setLimit } from "./requests/set-limit.ts";
import { setSecrets } from "./requests/set-secrets.ts";
import { setVariable } from "./requests/set-variable.ts";
import { shared } from "./requests/shared.ts";
import { snapshot } from "./requests/snapshot.ts";
import { staticEdges } from "./requests/static-edges.ts";
import { staticGraph } from "./requests/static-graph.ts";
import { stop } from "./requests/stop.ts";
import { taskRun } from "./requests/task-run.ts";

/** Every request that the editor may make. */
export const requestTable: { readonly [Method in keyof EditorRequests]: RequestHandler<Method> } = {
  "millrace/snapshot": snapshot,
  "millrace/configure": configure,
  "millrace/describeFlow": describeFlow,
  "millrace/checkParameters": checkParameters,
  "millrace/staticGraph": staticGraph,
  "millrace/run": run,
  "millrace/debug": debug,
  "millrace/debugEnded": debugEnded,
  "millrace/stop": stop,
  "millrace/pauses": pauses,
  "millrace/answer": answer,
  "millrace/delete": deleteRuns,
  "millrace/export": exportRun,
  "millrace/import": importRun,
  "millrace/prune": prune,
  "millrace/listRuns": listRuns,
  "millrace/openRun": openRun,
  "millrace/closeRun": closeRun,
  "millrace/taskRun": taskRun,
  "millrace/flowRun": flowRun,
  "millrace/staticEdges": staticEdges,
  "millrace/logs": logs,
  "millrace/codeFrame": codeFrame,
  "millrace/setSecrets": setSecrets,
  "millrace/shared": shared,
  "millrace/setLimit": setLimit,
  "millrace/deleteLimit": deleteLimit,
  "millrace/setVariable": setVariable,
  "millrace/deleteVariable": deleteVariable,
};
