/** How js-debug starts a run: https://github.com/microsoft/vscode-js-debug/blob/main/OPTIONS.md */
import type { DebugLaunch } from "../protocol/editor-api.ts";

/** In a session's configuration: the run that it is, and the folder whose engine has prepared it. */
export const debugRunKey = "millraceRun";
export const debugFolderKey = "millraceFolder";

export interface JsDebugLaunch {
  readonly type: string;
  readonly request: string;
  readonly name: string;
  readonly [option: string]: unknown;
}

export function jsDebugLaunch(folder: string, launch: DebugLaunch): JsDebugLaunch {
  return {
    type: "node",
    request: "launch",
    name: `${launch.flow} · ${launch.name}`,
    runtimeExecutable: launch.node,
    runtimeArgs: launch.nodeArgs,
    program: launch.program,
    args: launch.args,
    cwd: launch.cwd,
    env: launch.env,
    sourceMaps: true,
    autoAttachChildProcesses: true,
    // Early breakpoints bind before the code around them runs.
    pauseForSourceMap: true,
    outputCapture: "std",
    console: "internalConsole",
    internalConsoleOptions: "neverOpen",
    skipFiles: ["<node_internals>/**", "**/node_modules/**", `${launch.ownCode}/**`],
    [debugRunKey]: launch.runId,
    [debugFolderKey]: folder,
  };
}
