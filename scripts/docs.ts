/**
 * Writes the documents that are made from the code. `npm run docs` writes them, `npm run docs -- --check` writes nothing
 * and fails when one is out of date. A new document is one entry in `documents`.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { flowPolicyEntries, taskPolicyEntries, type PolicyEntry } from "../core/rules/policies.ts";
import type { Rule } from "../core/rules/rule.ts";
import { stateTypes, type StateType } from "../core/states/state-type.ts";

interface GeneratedDocument {
  /** Relative to the root of the repository. */
  readonly file: string;
  /** The whole text, ending in a newline. */
  render(): string;
}

const documents: readonly GeneratedDocument[] = [{ file: "docs/rules.md", render: renderRules }];

const root = join(import.meta.dirname, "..");

process.exitCode = process.argv.includes("--check") ? checkDocuments() : writeDocuments();

function writeDocuments(): number {
  for (const { file, render } of documents) {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, render());
  }
  return 0;
}

function checkDocuments(): number {
  const stale = documents.filter(({ file, render }) => readOrEmpty(join(root, file)) !== render());
  for (const { file } of stale) process.stderr.write(`${file} is out of date. Run "npm run docs" and commit the result.\n`);
  return stale.length === 0 ? 0 : 1;
}

/** A checkout may have turned line ends into those of Windows. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8").replaceAll("\r\n", "\n");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

function renderRules(): string {
  return `<!-- Made from core/rules by "npm run docs". Edit the rules, not this file. -->

# Orchestration rules

A run changes its state only through a proposal: from this state into that one. The rules of its policy are asked in the
order below, each if the types of both states concern it. A rule lets the proposal pass or amends details of the proposed
state, and the next one is asked; or it ends the matter: it **rejects** (another state, often the present one, takes
effect instead), **delays** (propose it again later; nothing is written) or **aborts** (the run stays as it is, and
whoever proposed it stops). The order is part of the semantics.

## Flow runs

${renderPolicy(flowPolicyEntries)}

## Task runs

${renderPolicy(taskPolicyEntries)}
`;
}

function renderPolicy(entries: readonly PolicyEntry[]): string {
  const rows = entries.map(({ rule, reason }, index) => {
    const name = `[\`${rule.name}\`](../core/rules/${rule.name}.ts)`;
    return `| ${[index + 1, name, renderTypes(rule.from), renderTypes(rule.to), rule.summary, reason].join(" | ")} |`;
  });
  return ["| # | Rule | From | To | What it does | Why it stands there |", "| --: | --- | --- | --- | --- | --- |", ...rows].join("\n");
}

function renderTypes(types: Rule["from"] | Rule["to"]): string {
  if (types === "any") return "any";
  const listed = new Set<StateType | null>(types);
  const missing = stateTypes.filter((type) => !listed.has(type));
  if (missing.length === 0) return listed.has(null) ? "any" : "any state";
  if (missing.length <= 2 && !listed.has(null)) return `any state but ${missing.join(", ")}`;
  return types.map((type) => type ?? "no state").join(", ");
}
