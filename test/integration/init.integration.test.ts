/** What `millrace init` writes runs as it is, in whatever package it is put. */
import { describe, expect } from "vitest";
import { repository, test } from "./project.ts";

const packages = { "of ES modules": '{ "type": "module" }', "of CommonJS": '{ "type": "commonjs" }', "as npm once made them": "{}" };

describe.each(Object.entries(packages))("in a package %s", (_, manifest) => {
  test("the sample runs by the command, and as a script", async ({ project }) => {
    project.write("package.json", manifest);
    expect((await project.millrace("init")).exitCode).toBe(0);
    const { exitCode, document } = await project.run("flows/hello.ts");
    expect([exitCode, document.result]).toEqual([0, ["Hello, Ada!", "Hello, Grace!"]]);
    const script = await project.node(`${repository}/node_modules/tsx/dist/cli.mjs`, "flows/hello.ts");
    expect([script.exitCode, script.stdout]).toEqual([0, "Hello, Ada!\nHello, Grace!\n"]);
    expect(project.runDirectories()).toHaveLength(2);
  });
});

test("an await outside of functions, in CommonJS, is told with what to do", async ({ project }) => {
  project.write("package.json", '{ "type": "commonjs" }');
  project.write("flows/a.ts", 'import { flow } from "millrace";\nexport const a = flow(async () => 1);\nawait 1;\n');
  const { error } = await project.refusal("run", "flows/a.ts");
  expect(error.message).toBe('flows/a.ts:3:1: `await` outside of a function works in ES modules only: add "type": "module" to package.json, or name the file .mts');
});
