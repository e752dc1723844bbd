/** A workspace of chaos's own: flows, their witness, a folder for temporary files; all of it can be looked at afterwards. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expectedResult, writeModule } from "./flows/flow-source.ts";
import type { FlowTree } from "./flows/flow-tree.ts";

export const repository = fileURLToPath(new URL("../..", import.meta.url));
/** What the flows are made of, copied beside them. */
const parts = ["test/fixtures/chaos/tasks.ts", "test/chaos/flows/value.ts"];

export interface WitnessLine {
  /** Milliseconds, by the clock of the process that wrote it. */
  readonly at: number;
  readonly pid: number;
  readonly event: string;
  /** Id of the task run or flow run. */
  readonly id: string;
  readonly key: string;
}

export interface RunFolder {
  readonly id: string;
  readonly directory: string;
}

export class ChaosWorkspace {
  readonly root: string;
  readonly #trees = new Map<string, FlowTree>();

  constructor(trees: readonly FlowTree[]) {
    // Short, since sockets are in it.
    this.root = realpathSync(mkdtempSync(join(tmpdir(), "mchaos-")));
    mkdirSync(join(this.root, "node_modules"));
    mkdirSync(join(this.root, "tmp"));
    symlinkSync(repository, join(this.root, "node_modules", "millrace"), "junction");
    writeFileSync(join(this.root, "package.json"), '{ "type": "module" }');
    writeFileSync(this.witnessPath, "");
    for (const path of parts) copyFileSync(join(repository, path), join(this.root, basename(path)));
    for (const tree of trees) {
      this.#trees.set(tree.name, tree);
      writeFileSync(this.moduleOf(tree.name), writeModule(tree));
    }
  }

  get flows(): readonly string[] {
    return [...this.#trees.keys()];
  }

  get witnessPath(): string {
    return join(this.root, "witness");
  }

  get home(): string {
    return join(this.root, ".millrace");
  }

  get temporary(): string {
    return join(this.root, "tmp");
  }

  moduleOf(flow: string): string {
    return join(this.root, `${flow}.ts`);
  }

  /** What every process of this workspace inherits. The last one tells them from all others of the machine. */
  get env(): Readonly<Record<string, string>> {
    const { PATH = "", HOME = "" } = process.env;
    return { PATH, HOME, TMPDIR: this.temporary, NO_COLOR: "1", CHAOS_WITNESS: this.witnessPath, CHAOS_WORKSPACE: this.root };
  }

  /** @throws when no flow of that name was made here. */
  tree(flow: string): FlowTree {
    const tree = this.#trees.get(flow);
    if (tree === undefined) throw new Error(`There is no flow ${flow} in ${this.root}.`);
    return tree;
  }

  /** `null` for a flow that always fails. */
  expected(flow: string): number | null {
    return expectedResult(this.tree(flow));
  }

  runs(): readonly RunFolder[] {
    return namesIn(join(this.home, "runs"))
      .filter((name) => /^\d{4}-/.test(name))
      .map((name) => ({ id: name.slice(-36), directory: join(this.home, "runs", name) }));
  }

  witness(): readonly WitnessLine[] {
    return readFileSync(this.witnessPath, "utf8").split("\n").slice(0, -1).map((line) => {
      const [at = "", pid = "", event = "", id = "", ...key] = line.split(" ");
      return { at: Number(at), pid: Number(pid), event, id, key: key.join(" ") };
    });
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not made yet.
    return [];
  }
}

/** `undefined` for a file that is not there, or is being written. */
export function readJson(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
