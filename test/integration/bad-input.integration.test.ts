/** Whatever a user gives that cannot work: one clear sentence with the place and the mend, and the right exit code. */
import { describe, expect } from "vitest";
import { command, type Project, test } from "./project.ts";

const usage = "MILLRACE_USAGE";
const notFound = "MILLRACE_FLOW_NOT_FOUND";

const flows = `import { flow } from "millrace";
export const stars = flow({ name: "GitHub Stars" }, async (repos: string[], limit: number = 10) => [repos, limit]);
export const other = flow(async () => 2);
`;

interface Refusal {
  readonly it: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly code: string;
  /** Of the message and the hint together. */
  readonly says: readonly (string | RegExp)[];
}

const refusals: readonly Refusal[] = [
  { it: "a file that is missing", args: ["run", "flows/none.ts"], code: usage, says: ["flows/none.ts"] },
  { it: "a folder", args: ["run", "flows"], code: usage, says: ["flows", "folder"] },
  { it: "a file without flows", files: { "flows/no.ts": "export const a = 1;" }, args: ["run", "flows/no.ts"], code: notFound, says: ["no.ts has no flows", "flow(…)"] },
  { it: "an unknown flow", args: ["run", "flows/stars.ts#star"], code: notFound, says: ["star", "#stars", "GitHub Stars", "#other"] },
  { it: "several flows and none chosen", args: ["run", "flows/stars.ts"], code: usage, says: ["several flows", "#stars", "#other", "flows/stars.ts#stars"] },
  { it: "several flows and parameters for one", args: ["run", "flows/stars.ts", "--param", "limit=1"], code: usage, says: ["2 flows", "flows/stars.ts#stars"] },
  { it: "no file at all", args: ["run"], code: usage, says: ["<file>"] },
  { it: "an unknown option", args: ["run", "flows/stars.ts", "--parm", "x=1"], code: usage, says: ["--parm", "--help"] },
  { it: "an unknown parameter", args: ["run", "flows/stars.ts#stars", "--param", "repos=[]", "--param", "limits=1"], code: usage, says: ["limits", "repos", "limit"] },
  { it: "a missing parameter", args: ["run", "flows/stars.ts#stars"], code: usage, says: ["repos (an array of string)", "optional: limit", "--param repos=<json>"] },
  { it: "a missing parameter among others", args: ["run", "flows/stars.ts#stars", "--param", "limit=3"], code: usage, says: ["repos", "missing"] },
  { it: "malformed JSON", args: ["run", "flows/stars.ts#stars", "--param", 'repos=["a"'], code: usage, says: ["repos", "not valid JSON", "quotes"] },
  { it: "a parameter without a value", args: ["run", "flows/stars.ts#stars", "--param", "repos"], code: usage, says: ["repos", "name=value"] },
  { it: "malformed JSON in a file", files: { "p.json": '{"repos": [' }, args: ["run", "flows/stars.ts#stars", "--params", "p.json"], code: usage, says: ["p.json", "not valid JSON"] },
  { it: "a file of parameters that holds a list", files: { "p.json": "[1]" }, args: ["run", "flows/stars.ts#stars", "--params", "p.json"], code: usage, says: ["p.json", "a list"] },
  { it: "an unknown run", args: ["runs", "show", "none"], code: "MILLRACE_RUN_NOT_FOUND", says: ['"none"', ".millrace", "millrace runs"] },
  { it: "an unknown command", args: ["runs", "shwo"], code: usage, says: ["runs shwo", "runs show"] },
  { it: "SQL that is none", args: ["query", "selekt 1"], code: usage, says: ["flow_runs"] },
  { it: "SQL that writes", args: ["query", "delete from flow_runs"], code: usage, says: ["SELECT"] },
];

/** A syntax error is told with its place, whichever kind of module it is in. */
const syntaxErrors = ["ts", "mts", "cts", "tsx", "js", "mjs", "cjs"].map((extension): Refusal => {
  const opening = extension === "cjs" ? 'const { flow } = require("millrace");' : 'import { flow } from "millrace";';
  const text = `${opening}\nconst before = 1;\nretrn 5;\n`;
  return { it: `a syntax error in an .${extension} file`, files: { [`flows/bad.${extension}`]: text }, args: ["run", `flows/bad.${extension}`], code: usage, says: [`flows/bad.${extension}:3:7: `] };
});

const others: readonly Refusal[] = [
  { it: "a syntax error in an imported file", files: { "flows/a.ts": 'import "./b.ts";', "flows/b.ts": "const = 1;" }, args: ["run", "flows/a.ts"], code: usage, says: ["flows/b.ts:1:7: "] },
  { it: "an import of what is not exported", files: { "flows/a.ts": 'import { flaw } from "millrace";\nflaw();' }, args: ["run", "flows/a.ts"], code: usage, says: ["flows/a.ts:1:10: ", "'flaw'"] },
];

describe("broken use", () => {
  test.for([...refusals, ...syntaxErrors, ...others])("$it is refused, and nothing is recorded", async ({ files = {}, args, code, says }, { project }) => {
    for (const [name, text] of Object.entries({ "flows/stars.ts": flows, ...files })) project.write(name, text);
    const { exitCodes, text, error } = await project.refusal(...args);
    expect([exitCodes, error.code, project.runDirectories()]).toEqual([[2, 2], code, []]);
    for (const words of says) {
      expect(`${error.message} ${error.hint ?? ""}`).toMatch(words);
      expect(text).toMatch(words);
    }
    expect(text).not.toMatch(/node_modules|dist\/|\n {4}at /);
  });

  test("a name that several runs bear lists them", async ({ project }) => {
    project.write("flows/stars.ts", flows);
    for (let n = 0; n < 2; n += 1) await project.run("flows/stars.ts#other", "--name", "twin");
    const { exitCodes, error } = await project.refusal("runs", "show", "twin");
    expect([exitCodes, error.code, error.hint]).toEqual([[2, 2], "MILLRACE_RUN_NOT_FOUND", "Give more of the id."]);
    for (const directory of project.runDirectories()) expect(error.message).toContain(directory.slice(-36));
  });

  test("a Node that is too old is told what is needed", async ({ project }) => {
    const script = `Object.defineProperty(process.versions, "node", { value: "18.19.0" }); import(${JSON.stringify(command)});`;
    const { exitCode, stderr } = await project.node("-e", script);
    expect([exitCode, stderr]).toEqual([2, "Millrace needs Node 20.19 or later, and this is 18.19.0.\n"]);
  });
});

describe("what a flow's file does wrong", () => {
  test("a module that throws on import is a Crashed run", async ({ project }) => {
    await checkCrash(project, 'import "millrace";\nthrow new RangeError("broken import");\n', { name: "RangeError", says: "broken import", place: "a.ts:2:7" });
  });

  test("a module that imports what is not there is a Crashed run", async ({ project }) => {
    await checkCrash(project, 'import "./none.ts";\n', { name: "Error", says: "none.ts" });
  });

  test("a SyntaxError that a module's code throws is a Crashed run", async ({ project }) => {
    await checkCrash(project, 'import "millrace";\nJSON.parse("{");\n', { name: "SyntaxError", says: "JSON", place: "a.ts:2:6" });
  });

  const options = [
    ['{ retries: "3" }', ["retries", '"3"', "a whole number ≥ 0"]],
    ['{ retryDelay: "2 minutes" }', ["retryDelay", '"2 minutes"', "a duration"]],
    ["{ timeout: -1 }", ["timeout", "-1", "milliseconds"]],
    ["{ retry: 3 }", ["retry", "3", "retries"]],
    ['{ tags: "a" }', ["tags", '"a"', "an array of texts"]],
    ["{ onFailed: 3 }", ["onFailed", "3", "a function"]],
  ] as const;
  test.for(options)("the option %s is refused with what is allowed, at its place", async ([option, says], { project }) => {
    const source = `import { flow, task } from "millrace";\nconst t = task(${option} as never, async () => 1);\nexport const a = flow(async () => await t());\n`;
    const { message } = await checkCrash(project, source, { name: "DefinitionError", says: says[0], place: "a.ts:2:11" });
    for (const words of says) expect(message).toContain(words);
  });

  test("two versions of millrace in one process are told apart by name", async ({ project }) => {
    project.writeOtherVersion("other", "0.0.1");
    await checkCrash(project, 'import "./other/f.js";\n', { name: "VersionMismatchError", says: "millrace 0.0.1" });
  });

  test("a value that does not fit is a Failed run, which a resume is not offered for", async ({ project }) => {
    project.write("flows/stars.ts", flows);
    const args = ["flows/stars.ts#stars", "--param", 'repos=["a"]', "--param", 'limit="many"'];
    const { exitCode, document } = await project.run(...args);
    const plain = await project.millrace("run", ...args);
    expect([exitCode, plain.exitCode, document.flowRun?.state.name, document.taskRuns.length]).toEqual([1, 1, "Failed", 0]);
    expect(document.error).toMatchObject({ name: "ParameterValidationError", message: expect.stringMatching(/limit: expected a number, got "many"/) });
    expect(plain.stdout).toMatch(/limit: expected a number, got "many"/);
    expect(plain.stdout).not.toContain("runs resume");
  });
});

interface Crash {
  readonly name: string;
  readonly says: string;
  readonly place?: string;
}

/** A module that cannot be imported: recorded, exit 1, the error with its place on the terminal too. */
async function checkCrash(project: Project, source: string, { name, says, place = "" }: Crash): Promise<{ readonly message: string }> {
  project.write("a.ts", source);
  const { exitCode, document } = await project.run("a.ts");
  const plain = await project.millrace("run", "a.ts");
  const { error, flowRun } = document;
  expect([exitCode, plain.exitCode, flowRun?.state.name, error?.name, project.runDirectories().length]).toEqual([1, 1, "Crashed", name, 2]);
  expect(error?.message).toContain(says);
  expect(error?.stack).toContain(place);
  expect(plain.stdout).toContain(`${name}: ${error?.message ?? "?"}`);
  expect(plain.stdout).toContain(place);
  return { message: error?.message ?? "" };
}
