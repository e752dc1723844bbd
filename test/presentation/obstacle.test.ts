import { expect, test } from "vitest";
import { obstacleOf, type Conditions } from "../../core/presentation/obstacle.ts";

const clear: Conditions = { isTrusted: true, sdk: undefined, node: undefined, store: undefined };

test("nothing is in the way of an engine that has not looked yet", () => {
  expect(obstacleOf(clear)).toBe(undefined);
});

test.each<[Partial<Conditions>, string, string | undefined]>([
  [{ isTrusted: false }, "Nothing is run in a workspace that is not trusted: a flow is code.", "workbench.trust.manage"],
  [{ node: { kind: "missing", path: "/opt/node" } }, "Node was not found at /opt/node.", "workbench.action.openSettings"],
  [{ node: { kind: "tooOld", path: "node", version: "18.0.0", least: "20.19.0" } }, "Flows need Node 20.19.0 or later; node is 18.0.0.", "workbench.action.openSettings"],
  [{ sdk: { kind: "missing" } }, "The package millrace is not installed in this workspace.", "millrace.addToWorkspace"],
  [{ store: { kind: "readOnly", path: "/ws/.millrace", reason: "EROFS" } }, "Runs cannot be recorded: /ws/.millrace is not writable (EROFS).", undefined],
])("%j is told with what mends it", (conditions, message, command) => {
  const obstacle = obstacleOf({ ...clear, ...conditions });
  expect(obstacle?.message).toBe(message);
  expect(obstacle?.mend?.command).toBe(command);
});
