import { expect, test } from "vitest";
import { jsDebugLaunch } from "../../core/presentation/js-debug.ts";

test("the runner is launched by js-debug, without frames of ours", () => {
  const launch = { runId: "run-1", name: "brisk-heron", flow: "load", node: "/opt/node", nodeArgs: ["--import", "tsx"], program: "/sdk/runner.js", args: ["/ws/.millrace/runs/run-1", "run"], cwd: "/ws", env: { A: "1" }, ownCode: "/sdk" };
  expect(jsDebugLaunch("file:///ws", launch)).toMatchObject({
    type: "node",
    request: "launch",
    name: "load · brisk-heron",
    runtimeExecutable: "/opt/node",
    runtimeArgs: ["--import", "tsx"],
    program: "/sdk/runner.js",
    args: ["/ws/.millrace/runs/run-1", "run"],
    cwd: "/ws",
    env: { A: "1" },
    skipFiles: ["<node_internals>/**", "**/node_modules/**", "/sdk/**"],
    millraceRun: "run-1",
    millraceFolder: "file:///ws",
  });
});
