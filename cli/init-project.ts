import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { UsageError } from "../core/protocol/errors.ts";
import { nearestTsconfig, typescriptProblem } from "./doctor/typescript-settings.ts";
import { ownPackage } from "./own-package.ts";
import { toLine, type Look } from "./view/look.ts";

export interface InitStep {
  readonly kind: "made" | "kept" | "hint";
  readonly text: string;
}

export interface InitReport {
  readonly steps: readonly InitStep[];
  /** What to type next. */
  readonly next: readonly string[];
}

const sampleFile = "flows/hello.ts";

/** The last line differs: in a CommonJS module there is no `import.meta`, and no `await` outside of functions. */
const sample = (isModule: boolean): string => `import { flow, isMain, task } from "millrace";

const greet = task({ retries: 2, retryDelay: "1s" }, async (name: string) => {
  console.log(\`Hello, \${name}!\`);
  return \`Hello, \${name}!\`;
});

export const hello = flow(async (names: string[] = ["Ada", "Grace"]) => {
  return await greet.map(names);
});

${isModule ? "if (isMain(import.meta)) await hello();" : "if (isMain(module)) void hello();"}
`;

const tsconfigHint = '{ "compilerOptions": { "module": "nodenext", "target": "es2023", "strict": true } }';

/** Adds what a project needs and lacks; nothing that is there is changed, but for the dependency's line. */
export function initProject(folder: string): InitReport {
  const { version } = ownPackage();
  const manifest = addDependency(folder, version);
  const flow = writeSample(folder);
  const hints = typescriptHints(folder);
  const needsInstall = !existsSync(join(folder, "node_modules", "millrace"));
  return {
    steps: [manifest, flow, ...hints],
    next: [...(needsInstall ? ["npm install"] : []), `npx millrace run ${sampleFile}`],
  };
}

export function initLines({ steps, next }: InitReport, look: Look): readonly string[] {
  const wide = { ...look, columns: Infinity };
  return [
    ...steps.map(({ kind, text }) => {
      if (kind === "made") return toLine(wide, [{ text: look.icons.completed, paint: "green" }, ` ${text}`]);
      if (kind === "kept") return toLine(wide, [{ text: `${look.icons.pending} ${text}`, paint: "dim" }]);
      return toLine(wide, [{ text: look.icons.pointer, paint: "yellow" }, ` ${text}`]);
    }),
    "",
    "Next:",
    ...next.map((command) => `  ${command}`),
  ];
}

function addDependency(folder: string, version: string): InitStep {
  const path = join(folder, "package.json");
  if (!existsSync(path)) {
    const manifest = { name: packageName(folder), private: true, type: "module", dependencies: { millrace: `^${version}` } };
    writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
    return { kind: "made", text: `package.json made, with millrace ^${version}` };
  }
  const text = readFileSync(path, "utf8");
  const manifest = parseManifest(text);
  if (["dependencies", "devDependencies"].some((key) => isRecord(manifest[key]) && "millrace" in manifest[key]) || manifest["name"] === "millrace") {
    return { kind: "kept", text: "package.json has millrace already" };
  }
  const dependencies = isRecord(manifest["dependencies"]) ? manifest["dependencies"] : {};
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? "  ";
  const changed = { ...manifest, dependencies: { ...dependencies, millrace: `^${version}` } };
  writeFileSync(path, `${JSON.stringify(changed, null, indent)}\n`);
  return { kind: "made", text: `package.json: millrace ^${version} added to dependencies` };
}

function writeSample(folder: string): InitStep {
  const path = join(folder, sampleFile);
  if (existsSync(path)) return { kind: "kept", text: `${sampleFile} is there already` };
  mkdirSync(join(folder, "flows"), { recursive: true });
  writeFileSync(path, sample(isModulePackage(folder)), { flag: "wx" });
  return { kind: "made", text: `${sampleFile} made, a flow with one task` };
}

function isModulePackage(folder: string): boolean {
  return parseManifest(readFileSync(join(folder, "package.json"), "utf8"))["type"] === "module";
}

function typescriptHints(folder: string): readonly InitStep[] {
  if (nearestTsconfig(folder) === undefined) {
    return [{ kind: "hint", text: `No tsconfig.json: none is needed to run; for the editor, this one is enough: ${tsconfigHint}` }];
  }
  const problem = typescriptProblem(folder);
  return problem === undefined ? [] : [{ kind: "hint", text: problem }];
}

function parseManifest(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Told below, together with JSON that is no object.
  }
  throw new UsageError("package.json is not a JSON object.", "Mend it, then run millrace init again.");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function packageName(folder: string): string {
  return basename(folder).toLowerCase().replace(/[^a-z0-9._-]+/g, "-").replace(/^[-._]+|[-._]+$/g, "") || "flows";
}
