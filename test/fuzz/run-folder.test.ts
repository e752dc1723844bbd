/** Whatever has become of the small files of a run's folder, each request is answered or refused, and the other runs are shown. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MillraceError } from "../../core/protocol/errors.ts";
import { endedRun, makeWorkspace, openEngine, runId, runningRun, state, writeRun } from "../engine/build-history.ts";
import { damaged, fuzzing, fuzzTimeoutMs } from "./fuzz.ts";

/** What is not an error of ours is a crash. */
async function tried<T>(request: () => Promise<T>): Promise<T | string> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof MillraceError) return error.code;
    throw error;
  }
}

/** Texts of a file: its JSON with one thing changed, cut, or no JSON at all. */
function textsOf(value: unknown): fc.Arbitrary<string> {
  const whole = damaged(value).map((each) => JSON.stringify(each) ?? "");
  return fc.oneof({ weight: 5, arbitrary: whole }, fc.tuple(whole, fc.nat()).map(([text, length]) => text.slice(0, length % (text.length + 1))), fc.string(), fc.constant("\0".repeat(300)));
}

test.each(["request.json", "owner.1"])("a damaged %s harms its own run at most", { timeout: fuzzTimeoutMs }, async (name) => {
  const [broken, good] = [runId("a"), runId("b")];
  const workspace = makeWorkspace();
  const directory = writeRun(workspace, { id: broken, name: "one", records: runningRun(broken, "one") });
  writeRun(workspace, { id: good, name: "two", records: endedRun(good, state("FAILED", "Failed"), "two") });
  const engine = openEngine(workspace);
  const path = join(directory, name);
  const [original, events] = [readFileSync(path, "utf8"), readFileSync(join(directory, "events.ndjson"))];
  const property = fc.asyncProperty(textsOf(JSON.parse(original)), async (text) => {
    writeFileSync(path, text);
    writeFileSync(join(directory, "events.ndjson"), events);
    // Whoever looks may record an end as the next owner.
    for (const file of readdirSync(directory)) if (/^owner\.(?!1$)/.test(file)) rmSync(join(directory, file));
    const list = await engine.listRuns({});
    expect(list.map(({ id }) => id).sort()).toEqual([broken, good]);
    await tried(() => engine.showRun(broken));
    await tried(() => engine.followLogs(broken, () => undefined, { follow: false }));
    await tried(() => engine.query("select * from task_runs"));
    expect(await tried(() => engine.showRun("two"))).toMatchObject({ flowRun: { name: "two" } });
  });
  await fc.assert(property, fuzzing(120));
});

test("parameters of the engine's interface are looked at before they are used", { timeout: fuzzTimeoutMs }, async () => {
  const workspace = makeWorkspace();
  const id = runId("a");
  writeRun(workspace, { id, name: "one", records: endedRun(id, state("FAILED", "Failed"), "one") });
  const engine = openEngine(workspace);
  const text = fc.oneof(fc.string(), fc.constantFrom("", ".", "..", "/", "\0", "%", "__proto__", id, `${id}-1`, `${id}-999999999999999999`, `${id}-`, id.slice(0, 3), "one"));
  const property = fc.asyncProperty(text, fc.integer(), async (reference, limit) => {
    await tried(() => engine.showRun(reference));
    await tried(() => engine.listRuns({ flow: reference, state: reference, limit }));
    await tried(() => engine.query(reference));
    await tried(() => engine.startRun({ file: join(workspace.root, reference), flow: reference, parameters: null, name: reference, trigger: "command" }));
    await tried(() => engine.startRun({ file: reference, flow: null, parameters: { [reference]: reference }, name: null, trigger: "command" }));
    if (reference !== "" && !id.startsWith(reference) && reference.trim() !== "one" && !reference.startsWith(id)) expect(await tried(() => engine.deleteRun(reference))).toBe("MILLRACE_RUN_NOT_FOUND");
  });
  await fc.assert(property, fuzzing(60));
});
