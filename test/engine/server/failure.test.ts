import { expect, test } from "vitest";
import { UsageError } from "../../../core/protocol/errors.ts";
import { failureOf } from "../../../engine/server/failure.ts";

test("an error of the contract keeps its code, its sentence and its hint", () => {
  expect(failureOf(new UsageError("There is no flow.", "Make one."))).toEqual({ code: "MILLRACE_USAGE", message: "There is no flow.", hint: "Make one." });
});

test("any other error is the engine's own, and the log has more", () => {
  expect(failureOf(new Error("no luck"))).toMatchObject({ code: "MILLRACE_ENGINE_UNAVAILABLE", message: "The engine could not do this: no luck." });
});

test("an engine whose files were replaced under it asks for a reload", () => {
  const missing = Object.assign(new Error("Cannot find module '/x/dist/command-check-OMYRLDNN.js' imported from /x/dist/engine.js"), { code: "ERR_MODULE_NOT_FOUND" });
  expect(failureOf(missing).hint).toBe("Reload the window.");
});
