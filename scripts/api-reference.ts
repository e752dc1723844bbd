/**
 * The API reference, from the docstrings of what `millrace` and `millrace/testing` export. An export without a docstring, or
 * a link that leads nowhere, is an error.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Application, ReflectionKind, type TypeDocOptions } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";

const root = join(import.meta.dirname, "..");

/** Types that only help others to be written; what they say shows where they are used. */
const inner = ["Accepted", "DurationUnit", "Log", "MakeArtifact", "Mappable", "Marked", "OwnSignatures", "Resolved", "ResolvedOrError", "ReturnedValue", "SureResult", "stateTypes"];

const options: TypeDocOptions & PluginOptions = {
  name: "Millrace",
  entryPoints: [join(root, "sdk/index.ts"), join(root, "testing/index.ts")],
  tsconfig: join(root, "scripts/api-reference.tsconfig.json"),
  plugin: ["typedoc-plugin-markdown"],
  router: "module",
  readme: "none",
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  // Line numbers would make the reference out of date with every change.
  disableSources: true,
  sort: ["alphabetical"],
  groupOrder: ["Functions", "Variables", "Interfaces", "Type Aliases", "Classes"],
  tableColumnSettings: { hideOverrides: true, hideInherited: true, hideModifiers: true, hideDefaults: true, hideSources: true },
  // What is long is not cut, whatever the width of the terminal.
  typePrintWidth: 120,
  validation: { notExported: true, invalidLink: true, notDocumented: true, rewrittenLink: true, unusedMergeModuleWith: true },
  requiredToBeDocumented: ["Function", "Class", "Interface", "TypeAlias", "Variable", "Method", "Accessor"],
  intentionallyNotExported: inner,
  treatValidationWarningsAsErrors: true,
  logLevel: "Warn",
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  // Its own counts of headings of one name are not those of GitHub.
  useHTMLAnchors: true,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  classPropertiesFormat: "table",
  propertyMembersFormat: "table",
  typeAliasPropertiesFormat: "table",
  typeDeclarationFormat: "table",
};

/** The pages by their paths below `docs/api`. @throws Error when the docstrings are not as they have to be; what is wrong has been printed. */
export async function renderApiReference(): Promise<ReadonlyMap<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-api-"));
  try {
    const app = await Application.bootstrapWithPlugins({ ...options, outputs: [{ name: "markdown", path: folder }] });
    const project = await app.convert();
    if (project !== undefined) app.validate(project);
    if (project === undefined || app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error("The API reference cannot be made: see above.");
    // Errors and states are made by Millrace, or by the functions that are documented.
    for (const made of project.getReflectionsByKind(ReflectionKind.Constructor)) project.removeReflection(made);
    await app.generateOutputs(project);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
    return new Map(files.sort().map((name) => [name.replaceAll("\\", "/"), tidy(readFileSync(join(folder, name), "utf8"))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tidy(page: string): string {
  const note = '<!-- Made from the docstrings by "npm run docs". Edit those, not this file. -->';
  return `${note}\n\n${page.trim()}\n`;
}
