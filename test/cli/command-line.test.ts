import { expect, test } from "vitest";
import { fakeRun, failed, flowRunDocument, flowStarted, flowState, runDocument, taskStarted, taskState, testContext, viewOf, type TestContext, type TestContextOptions } from "./build.ts";
import { runCommandLine } from "../../cli/command-line.ts";
import type { EndedRun, StartedRun } from "../../core/protocol/engine-api.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { StoreCorruptError, StoreUnwritableError, UsageError } from "../../core/protocol/errors.ts";

async function run(line: string, options: TestContextOptions = {}): Promise<TestContext & { readonly code: number }> {
  const context = testContext(options);
  const code = await runCommandLine(context, line.split(" ").filter(Boolean));
  return { ...context, code };
}

/** A start that the test ends; `asked` fulfils once it is asked for. */
function slowStart(): { readonly startRun: () => Promise<StartedRun>; readonly asked: Promise<void>; readonly begin: (run: StartedRun) => void } {
  let ask: () => void = () => undefined;
  let begin: (run: StartedRun) => void = () => undefined;
  const asked = new Promise<void>((resolve) => (ask = resolve));
  const started = new Promise<StartedRun>((resolve) => (begin = resolve));
  const startRun = (): Promise<StartedRun> => {
    ask();
    return started;
  };
  return { startRun, asked, begin };
}

const lastLine = (text: string): string | undefined => text.trimEnd().split("\n").at(-1);

const completed: EndedRun["state"] = { type: "COMPLETED", name: "Completed", message: null };

test.each<[EndedRun["state"], number]>([
  [completed, 0],
  [{ type: "COMPLETED", name: "Cached", message: null }, 0],
  [{ type: "FAILED", name: "TimedOut", message: null }, 1],
  [{ type: "CRASHED", name: "Crashed", message: null }, 1],
  [{ type: "CANCELLED", name: "Cancelled", message: null }, 1],
  [{ type: "PAUSED", name: "Suspended", message: null }, 3],
])("a run that ends as %j exits with %d, and the last line names the state", async (state, expected) => {
  const fake = fakeRun(viewOf(flowStarted()));
  fake.end(state);
  const { code, out } = await run("run flows/stars.ts", { engine: { startRun: () => Promise.resolve(fake.run) } });
  expect(code).toBe(expected);
  expect(lastLine(out())).toContain(state.name);
});

test("the request holds the file, the flow, the parameters and the name", async () => {
  const fake = fakeRun(viewOf(flowStarted()));
  fake.end(completed);
  await run(`run flows/stars.ts#githubStars --param repos=["a/b"] --param who=Ada --name first`, {
    engine: {
      startRun: (request) => {
        fake.requests.push(request);
        return Promise.resolve(fake.run);
      },
    },
  });
  expect(fake.requests).toEqual([
    { file: "/project/flows/stars.ts", flow: "githubStars", parameters: { repos: ["a/b"], who: "Ada" }, name: "first", trigger: "command" },
  ]);
});

test("an empty name is refused", async () => {
  const { code, err } = await run("run flows/stars.ts --name=");
  expect([code, err()]).toEqual([2, "✖ --name needs a name, got an empty text.\n  Leave it out for a random one.\n"]);
});

test("without a terminal a run is told line by line", async () => {
  const fake = fakeRun(viewOf([...flowStarted(), taskStarted(10, 1), taskState(60, 1, failed("boom"))]));
  fake.end({ type: "FAILED", name: "Failed", message: null });
  const { out } = await run("run flows/stars.ts", { engine: { startRun: () => Promise.resolve(fake.run), showRun: () => Promise.resolve(runDocument()) } });
  expect(out().split("\n").slice(0, 3)).toEqual([
    "09:30:00.001  brisk-heron  GitHub Stars          ● Running",
    "09:30:00.010  brisk-heron  getStars-0            ● Running",
    "09:30:00.060  brisk-heron  getStars-0            ✖ Failed      50ms  boom",
  ]);
});

test("a terminal gets the cursor back when the run ends", async () => {
  const fake = fakeRun(viewOf(flowStarted()));
  fake.end(completed);
  const { out } = await run("run flows/stars.ts", { engine: { startRun: () => Promise.resolve(fake.run) }, terminal: { columns: 80, rows: 24 } });
  expect(out().split("\u001b[?25l").length).toBe(2);
  expect(out().lastIndexOf("\u001b[?25h")).toBeGreaterThan(out().lastIndexOf("\u001b[?25l"));
});

test("with --json stdout holds the run's document alone, and the user's prints go to stderr", async () => {
  const log = { timestamp: "2026-01-31T09:30:01.000000Z", level: "info", message: "hello", flowRunId: null, taskRunId: null } as const;
  const fake = fakeRun(viewOf(flowStarted()), [log]);
  fake.end(completed);
  const document = runDocument({ logs: [log] });
  const { out, err } = await run("run flows/stars.ts --json", { engine: { startRun: () => Promise.resolve(fake.run), showRun: () => Promise.resolve(document) } });
  expect(JSON.parse(out())).toEqual(document);
  expect(err()).toBe("hello\n");
});

test("Ctrl+C cancels, again kills, and the exit code is 130", async () => {
  const fake = fakeRun(viewOf([...flowStarted(), flowState(20, { type: "CANCELLED", name: "Cancelled", at: 0, message: null })]));
  const context = testContext({ engine: { startRun: () => Promise.resolve(fake.run) } });
  const ending = runCommandLine(context, ["run", "flows/stars.ts"]);
  await fake.begun;
  context.interrupt();
  context.pass(100);
  context.interrupt();
  fake.end({ type: "CANCELLED", name: "Cancelled", message: null });
  expect(await ending).toBe(130);
  expect(fake.calls).toEqual(["cancel null", "kill"]);
  expect(context.err()).toBe("Cancelling… press Ctrl+C again to kill\nKilling…\n");
});

test("Ctrl+C that npm passes on as well, a moment later, is one", async () => {
  const fake = fakeRun(viewOf([...flowStarted(), flowState(20, { type: "CANCELLED", name: "Cancelled", at: 0, message: null })]));
  const context = testContext({ engine: { startRun: () => Promise.resolve(fake.run) } });
  const ending = runCommandLine(context, ["run", "flows/stars.ts"]);
  await fake.begun;
  context.interrupt();
  context.pass(99);
  context.interrupt();
  fake.end({ type: "CANCELLED", name: "Cancelled", message: null });
  expect([await ending, fake.calls, context.exits]).toEqual([130, ["cancel null"], []]);
});

test("Ctrl+C while a run is being started cancels it once it has begun", async () => {
  const fake = fakeRun(viewOf([...flowStarted(), flowState(20, { type: "CANCELLED", name: "Cancelled", at: 0, message: null })]));
  const { startRun, asked, begin } = slowStart();
  const context = testContext({ engine: { startRun } });
  const ending = runCommandLine(context, ["run", "flows/stars.ts"]);
  await asked;
  context.interrupt();
  begin(fake.run);
  await fake.begun;
  fake.end({ type: "CANCELLED", name: "Cancelled", message: null });
  expect([await ending, fake.calls, context.err()]).toEqual([130, ["cancel null"], "Cancelling… press Ctrl+C again to kill\n"]);
});

test("Ctrl+C again while a run is being started gives its launch up, and says so", async () => {
  const calls: string[] = [];
  const { startRun, asked } = slowStart();
  const context = testContext({ engine: { startRun, giveUpLaunches: () => void calls.push("give up") } });
  void runCommandLine(context, ["run", "flows/stars.ts"]);
  await asked;
  context.interrupt();
  context.pass(100);
  context.interrupt();
  expect([calls, context.exits, context.err()]).toEqual([["give up"], [130], "Interrupted before the run had begun.\n"]);
});

test("broken use goes to stderr with what to do, and exits with 2", async () => {
  const error = new UsageError("flows/stars.ts has several flows: a, b.", "Name one: millrace run flows/stars.ts#a");
  const { code, out, err } = await run("run flows/stars.ts", { engine: { startRun: () => Promise.reject(error) } });
  expect([code, out(), err()]).toEqual([2, "", "✖ flows/stars.ts has several flows: a, b.\n  Name one: millrace run flows/stars.ts#a\n"]);
});

test("with --json broken use is a document on stdout", async () => {
  const { code, out, err } = await run("runs show --json");
  expect([code, err()]).toEqual([2, ""]);
  expect(JSON.parse(out())).toEqual({
    error: { code: "MILLRACE_USAGE", message: "millrace runs show needs <id>.", hint: "millrace runs show --help lists what it takes." },
  });
});

test.each<[Error, number]>([
  [new StoreUnwritableError("/project/.millrace", new Error("EACCES")), 2],
  [new StoreCorruptError("events.ndjson", 3, "cut"), 1],
  [new TypeError("oops"), 1],
])("%s exits with its code", async (error, expected) => {
  expect((await run("runs show 3f2a91", { engine: { showRun: () => Promise.reject(error) } })).code).toBe(expected);
});

test("a failure of Millrace itself is one sentence, and MILLRACE_DEBUG=1 adds the stack", async () => {
  const engine = { listRuns: () => Promise.reject(new TypeError("oops")) };
  const quiet = await run("runs", { engine });
  const loud = await run("runs", { engine, env: { MILLRACE_DEBUG: "1" } });
  expect(quiet.err()).toBe("✖ Millrace itself failed: oops\n  Set MILLRACE_DEBUG=1 to see where, and please report it.\n");
  expect(loud.err()).toContain("TypeError: oops\n    at ");
});

test.each<[string, string]>([
  ["rnu x.ts", 'Unknown command "rnu".\n  Did you mean millrace run?'],
  ["runs shwo 1", 'Unknown command "runs shwo".\n  Did you mean millrace runs show?'],
  ["flows/stars.ts", '"flows/stars.ts" is no command.\n  To run a flow of that file: millrace run flows/stars.ts'],
  ["run x.ts --jso", "Unknown option --jso for millrace run.\n  Did you mean --json? millrace run --help lists what it takes."],
  ["run x.ts#", '"x.ts#" names no flow behind the #.\n  Write <file>#<flow>, or the file alone when it has but one flow.'],
  ["run x.ts --watch --json", ""],
  ["run x.ts --param a", 'The parameter "a" has no value.\n  Write it as name=value, for example --param \'limit=10\'.'],
  ["runs --limit no", '--limit needs a whole number from 1, got "no".'],
])("millrace %s is refused with the nearest thing that works", async (line, expected) => {
  const { code, err } = await run(line);
  expect(code).toBe(2);
  expect(err()).toContain(expected);
});

test("runs cancel prints the run, and with --json its document", async () => {
  const flowRun = flowRunDocument({ state: { id: "s", type: "CANCELLED", name: "Cancelled", message: null, timestamp: "2026-01-31T09:30:02.000000Z" } });
  const engine = { cancelRun: () => Promise.resolve(flowRun) };
  expect((await run("runs cancel 3f2a91", { engine })).out()).toBe("⊘ GitHub Stars  brisk-heron  Cancelled\n");
  expect(JSON.parse((await run("runs cancel 3f2a91 --json", { engine })).out())).toEqual({ flowRun });
});

test("the filter of runs reaches the engine", async () => {
  const filters: unknown[] = [];
  const engine = {
    listRuns: (filter: unknown) => {
      filters.push(filter);
      return Promise.resolve([]);
    },
  };
  await run("runs --flow stars --state failed --limit 5 --json", { engine });
  expect(filters).toEqual([{ flow: "stars", state: "failed", limit: 5 }]);
});

test.each(["", "--help", "help"])("millrace %s lists every command", async (line) => {
  const { code, out } = await run(line);
  expect(code).toBe(0);
  expect(out()).toMatch(/^ {2}run <file>\[#flow\] +Run a flow and watch it go$/m);
  // What Millrace calls by itself is nobody's to call.
  expect(out()).not.toMatch(/^ {2}engine\b/m);
});

test.each(["help runs show", "runs show --help"])("millrace %s tells about one command", async (line) => {
  expect((await run(line)).out()).toBe(`millrace runs show <id> [options]
Show a run: its tasks, log, result or error.

Options
  --json  Print one JSON document and nothing else
  --help  Show this

Examples
  millrace runs show 3f2a91
  millrace runs show brisk-heron --json
`);
});

test.each<[string, Json]>([
  ["12e4567", "12e4567"],
  ["1.10", "1.10"],
  ["12345678901234567891", "12345678901234567891"],
  ["007", "007"],
  ["-5", -5],
  ['{"a":[1,null]}', { a: [1, null] }],
  ["eu-west-1", "eu-west-1"],
])("vars set reads %s as --param does", async (text, expected) => {
  const orders: unknown[] = [];
  const { code } = await run(`vars set v ${text}`, {
    engine: {
      setVariable: (order) => {
        orders.push(order.value);
        return Promise.resolve({ name: order.name, value: order.value, tags: [], updated: "2026-01-31T09:30:00.000000Z" });
      },
    },
  });
  expect([code, orders]).toEqual([0, [expected]]);
});

test("vars set refuses a number that it could not keep, and JSON that is broken", async () => {
  expect(await run("vars set v [1e999]")).toMatchObject({ code: 2 });
  const { code, err } = await run("vars set v [1,2");
  expect([code, err().split("\n")[0]]).toEqual([2, expect.stringContaining('The value of the variable "v" is not valid JSON at its end, after [1,2: ')]);
});
