/**
 * Which files of this clone deserve a maintainer's attention? Those that are changed often and are hard to change.
 *
 *   millrace run examples/repo-health.ts#repoHealth
 *   millrace run examples/repo-health.ts#repoHealth --param since="3 months" --param limit=30
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, extname, join, relative } from "node:path";
import { concurrent, flow, getLogger, getSignal, isMain, task, unmapped } from "millrace";
import { addChange, git, NoGitError, parseNumstat, type Change } from "./repo-health/git.ts";
import { measureSource, type Measure } from "./repo-health/measure-source.ts";

const sourceFile = /\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|swift|scala|cs|c|h|cc|cpp|hpp|rb|php|sh|vue|svelte)$/;
const generatedFile = /\.d\.[cm]?ts$|\.min\.js$|(?:^|\/)(?:node_modules|dist|vendor|out)\//;
const largestSourceBytes = 500_000;

const commitsPerPage = 250;
const mostCommits = 5_000;
const secondsPerDay = 86_400;

interface Clone {
  readonly root: string;
  /** Commits in the period; 0 where there is no history to read. */
  readonly commits: number;
}

interface FileMeasure extends Measure {
  readonly file: string;
  readonly sizeBytes: number;
}

/** A line of the report. */
export interface Hotspot {
  readonly file: string;
  readonly commits: number;
  readonly churn: number;
  readonly sizeKb: number;
  /** Days since the last change; `null` where the history does not tell. */
  readonly ageDays: number | null;
  readonly complexity: number;
  readonly todos: number;
  /** 0 to 100: often changed and hard to change. */
  readonly score: number;
}

const gitRetries = { retries: 2, retryDelay: "250ms", retryIf: (error: unknown) => !(error instanceof NoGitError) } as const;

const findClone = task(gitRetries, async (folder: string, since: string): Promise<Clone> => {
  const signal = getSignal();
  try {
    const root = (await git(folder, ["rev-parse", "--show-toplevel"], signal)).trim();
    const commits = Number(await git(root, ["rev-list", "--count", "--no-merges", `--since=${since}`, "HEAD"], signal));
    const isShallow = (await git(root, ["rev-parse", "--is-shallow-repository"], signal)).trim() === "true";
    if (isShallow) getLogger().warn("This is a shallow clone: what happened before it was cut off is not counted (git fetch --unshallow gets it).");
    if (commits === 0) getLogger().warn(`There are no commits of the last ${since}, so files are ranked by their complexity alone.`);
    return { root, commits };
  } catch (error) {
    if (!(error instanceof NoGitError)) throw error;
    getLogger().warn(`There is no history to read, so files are ranked by their complexity alone. Git says: ${error.message}`);
    return { root: dirname(folder), commits: 0 };
  }
});

const listFiles = task(gitRetries, async (root: string): Promise<string[]> => {
  const files = await listAll(root);
  const sources = files.filter((file) => sourceFile.test(file) && !generatedFile.test(file));
  console.log(`${sources.length} source files among ${files.length} files`);
  return sources;
});

const readHistory = task({ ...gitRetries, taskRunName: "commits from {skip}" }, async (skip: number, root: string, since: string): Promise<Change[]> => {
  const page = [`--skip=${skip}`, `--max-count=${commitsPerPage}`, `--since=${since}`, "--no-merges", "--no-renames"];
  return parseNumstat(await git(root, ["log", "--numstat", "--format=commit %ct", ...page], getSignal()));
});

const measure = task({ taskRunName: "{file}" }, async (file: string, root: string): Promise<FileMeasure> => {
  const path = join(root, file);
  const { size: sizeBytes } = await stat(path);
  const text = sizeBytes > largestSourceBytes ? "" : await readFile(path, "utf8");
  return { file, sizeBytes, ...measureSource(extname(file).slice(1), text) };
});

const countChanges = task((pages: Change[][]): Change[] => {
  const changes = new Map<string, Change>();
  for (const change of pages.flat()) changes.set(change.file, addChange(changes.get(change.file), change));
  return [...changes.values()];
});

const rank = task((measures: FileMeasure[], changes: Change[]): Hotspot[] => {
  const byFile = new Map(changes.map((change) => [change.file, change]));
  const most = (values: readonly number[]): number => values.reduce((max, value) => Math.max(max, value), 1);
  const mostComplex = most(measures.map(({ complexity }) => complexity));
  const mostCommitted = most(measures.map(({ file }) => byFile.get(file)?.commits ?? 0));
  const mostChurn = most(measures.map(({ file }) => byFile.get(file)?.churn ?? 0));
  const nowSeconds = Date.now() / 1_000;
  const spots = measures.map(({ file, sizeBytes, complexity, todos }): Hotspot => {
    const { commits, churn, changedAt } = byFile.get(file) ?? { commits: 0, churn: 0, changedAt: null };
    const activity = changes.length === 0 ? 1 : (commits / mostCommitted + churn / mostChurn) / 2;
    return {
      file,
      commits,
      churn,
      sizeKb: Math.ceil(sizeBytes / 1_024),
      ageDays: changedAt === null ? null : Math.max(0, Math.floor((nowSeconds - changedAt) / secondsPerDay)),
      complexity,
      todos,
      score: Math.round(100 * Math.sqrt(activity * (complexity / mostComplex))),
    };
  });
  return spots.sort((a, b) => b.score - a.score || b.complexity - a.complexity || (a.file < b.file ? -1 : 1));
});

/** Ranks files by how often they change times how hard they are to change. */
export const hotspots = flow({ flowRunName: "top {limit}" }, async (measures: FileMeasure[], pages: Change[][], limit: number) => {
  const changes = await countChanges(pages);
  return (await rank(measures, changes)).slice(0, limit);
});

/**
 * Reads the history and the sources of the clone that this file stands in.
 *
 * @param since how far back the history is read, as git understands it
 * @param limit how many files are listed
 */
export const repoHealth = flow({ taskRunner: concurrent({ max: 8 }) }, async (since = "1 year", limit = 15): Promise<Hotspot[]> => {
  const { root, commits } = await findClone(import.meta.dirname, since);
  if (commits > mostCommits) console.log(`The latest ${mostCommits} of ${commits} commits are read.`);
  const pages = Array.from({ length: Math.ceil(Math.min(commits, mostCommits) / commitsPerPage) }, (_, page) => page * commitsPerPage);
  const history = readHistory.map(pages, unmapped(root), unmapped(since));
  const files = await listFiles(root);
  if (files.length === 0) throw new Error(`There are no source files below ${root}.`);
  return await hotspots(measure.map(files, unmapped(root)), history, limit);
});

async function listAll(root: string): Promise<string[]> {
  try {
    const listed = await git(root, ["ls-files", "-z"], getSignal());
    const present = await Promise.all(listed.split("\0").filter((file) => file !== "").map((file) => isFile(root, file)));
    return present.filter((file) => file !== null);
  } catch (error) {
    if (!(error instanceof NoGitError)) throw error;
    return await walk(root, root);
  }
}

/** Git also lists files that were deleted since, and submodules. */
async function isFile(root: string, file: string): Promise<string | null> {
  const found = await stat(join(root, file)).catch(() => null);
  return found?.isFile() === true ? file : null;
}

async function walk(root: string, folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await walk(root, path)));
    if (entry.isFile()) files.push(relative(root, path).replaceAll("\\", "/"));
  }
  return files;
}

if (isMain(import.meta)) console.table(await repoHealth());
