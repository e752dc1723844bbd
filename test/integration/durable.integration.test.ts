import { expect } from "vitest";
import { test } from "./project.ts";

test("durable: each result is synced before it is seen, those of many share a sync, and a large one comes with its names", async ({ project }) => {
  const { stdout, stderr } = await project.node(project.copy("durable.mjs"));
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({
    turn: ["sync events.ndjson", "seen 1", "sync events.ndjson", "seen 2", "sync events.ndjson", "seen 3"],
    hundred: ["shared sync events.ndjson"],
    large: ["write value.json.tmp, flushed", "rename value.json.tmp", "sync results", "sync run", "sync events.ndjson"],
  });
});
