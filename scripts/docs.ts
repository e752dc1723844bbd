/**
 * Writes the documents that are made from the code. `npm run docs` writes them, `npm run docs -- --check` writes nothing
 * and fails when one is out of date. A new document is one entry in `renderDocuments`.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { flowPolicyEntries, taskPolicyEntries, type PolicyEntry } from "../core/rules/policies.ts";
import type { Rule } from "../core/rules/rule.ts";
import { stateTypes, type StateType } from "../core/states/state-type.ts";
import { renderApiReference } from "./api-reference.ts";

interface GeneratedDocument {
  /** Relative to the root of the repository. */
  readonly file: string;
  /** Whole, ending in a newline. */
  readonly text: string;
}

const root = join(import.meta.dirname, "..");
/** Nothing but what is made: a page that is not made any more goes. */
const apiFolder = "docs/api";

const documents = await renderDocuments();
process.exitCode = process.argv.includes("--check") ? checkDocuments() : writeDocuments();

async function renderDocuments(): Promise<readonly GeneratedDocument[]> {
  const pages = await renderApiReference();
  return [{ file: "docs/rules.md", text: renderRules() }, ...Array.from(pages, ([page, text]) => ({ file: `${apiFolder}/${page}`, text }))];
}

function writeDocuments(): number {
  rmSync(join(root, apiFolder), { recursive: true, force: true });
  for (const { file, text } of documents) {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return 0;
}

function checkDocuments(): number {
  const stale = documents.filter(({ file, text }) => readOrEmpty(join(root, file)) !== text).map(({ file }) => file);
  const left = pagesIn(apiFolder).filter((page) => !documents.some(({ file }) => file === page));
  for (const file of [...stale, ...left]) process.stderr.write(`${file} is out of date. Run "npm run docs" and commit the result.\n`);
  return stale.length + left.length === 0 ? 0 : 1;
}

function pagesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
    return names.filter((name) => name.endsWith(".md")).map((name) => `${folder}/${name.replaceAll("\\", "/")}`);
  } catch {
    // Never made: every page of it is out of date then.
    return [];
  }
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
