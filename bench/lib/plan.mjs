/**
 * What is measured: works, their subjects (what is run) and rows (what is shown of it). Every row is shown as a ratio to
 * its reference, which is a row of the same Node: the work's, unless the row names one of its own. Targets are ratios
 * too, so that a slow machine decides nothing: `limit` is what the project holds itself to on a machine where the
 * reference takes `where`.
 */
import { join } from "node:path";
import { benchDirectory } from "./paths.mjs";

/** p-queue alone is the harder one where a disk is slow: it writes nothing. */
const fanOutTargets = [{ limit: byNode(10, 8), where: byNode(15, 13) }, { times: 2, of: "queue-bare" }];

export const works = [
  {
    number: 1,
    title: "1,000 tasks in turn, per task",
    reference: "sqlite-normal",
    subjects: [
      work("millrace-turn", "in-turn.mjs"),
      peer("await-turn", "await.mjs", "turn"),
      sqlite("sqlite-normal", "turn", "NORMAL"),
      sqlite("sqlite-full", "turn", "FULL"),
      openWorkflow("openworkflow-turn", "turn"),
      prefect("prefect-turn", "prefect_in_turn.py"),
      work("millrace-warm", "in-turn.mjs", "warm"),
      sqlite("sqlite-warm", "warm", "NORMAL"),
    ],
    rows: [
      { id: "millrace-turn", label: "**Millrace**", metric: "perTaskUs", unit: "µs", targets: [{ limit: byNode(18, 15), where: 10 }, { times: 1.7 }] },
      { id: "millrace-turn-whole", subject: "millrace-turn", label: "Millrace, start and end of the flow included", metric: "wholeFlowPerTaskUs", unit: "µs" },
      { id: "await-turn", label: "plain `await`", metric: "perTaskUs", unit: "µs" },
      { id: "sqlite-normal", short: "SQLite NORMAL", label: "a row before, an update after, synchronous=NORMAL", metric: "perTaskUs", unit: "µs" },
      { id: "sqlite-full", label: "the same, synchronous=FULL", metric: "perTaskUs", unit: "µs" },
      { id: "openworkflow-turn", label: "steps of a workflow", metric: "perTaskUs", unit: "µs" },
      { id: "prefect-turn", label: "tasks of a flow", metric: "perTaskUs", unit: "µs" },
      { id: "millrace-warm", reference: "sqlite-warm", label: "Millrace after a warm-up of 5,000", metric: "perTaskUs", unit: "µs" },
      { id: "sqlite-warm", reference: "sqlite-warm", label: "synchronous=NORMAL after a warm-up of 5,000", metric: "perTaskUs", unit: "µs" },
    ],
  },
  {
    number: 2,
    title: "10,000 tasks, 100 at a time, per task",
    reference: "sqlite-queue",
    subjects: [
      work("millrace-batch", "fan-out.mjs", "all"),
      work("millrace-map", "fan-out.mjs", "map"),
      peer("await-batch", "await.mjs", "batch"),
      queue("queue-bare", "bare"),
      sqliteQueue("sqlite-queue"),
      sqlite("sqlite-batch", "batch", "NORMAL"),
      openWorkflow("openworkflow-batch", "batch"),
    ],
    rows: [
      { id: "millrace-batch", short: "work 2", label: "**Millrace**, `Promise.all`", metric: "perTaskUs", unit: "µs", targets: fanOutTargets },
      { id: "millrace-map", label: "**Millrace**, `.map` with `concurrent({ max: 100 })`", metric: "perTaskUs", unit: "µs", targets: fanOutTargets },
      { id: "await-batch", label: "plain `Promise.all`", metric: "perTaskUs", unit: "µs" },
      { id: "queue-bare", short: "p-queue that keeps nothing", label: "p-queue, nothing kept", metric: "perTaskUs", unit: "µs" },
      { id: "sqlite-queue", short: "p-queue with SQLite", label: "p-queue, a row before each step and an update after, synchronous=NORMAL", metric: "perTaskUs", unit: "µs" },
      { id: "sqlite-batch", label: "a transaction a batch, synchronous=NORMAL", metric: "perTaskUs", unit: "µs" },
      { id: "openworkflow-batch", label: "steps of ten workflows", metric: "perTaskUs", unit: "µs" },
    ],
  },
  {
    number: 3,
    title: "100,000 tasks, 100 at a time",
    reference: "sqlite-queue",
    subjects: [
      work("millrace-many", "many.mjs"),
    ],
    rows: [
      { id: "millrace-many", label: "**Millrace**, per task", metric: "perTaskUs", unit: "µs", targets: [{ times: 1.3, of: "millrace-batch" }] },
      { id: "millrace-many-heap", subject: "millrace-many", label: "**Millrace**, retained per task", metric: "bytesPerTask", unit: "B", reference: null, targets: [{ limit: 300 }] },
    ],
  },
  {
    number: 4,
    title: "Start of an empty flow",
    reference: "tsx-exit",
    subjects: [
      work("millrace-start", "start.mjs"),
      peer("tsx-empty", "tsx-empty.mjs"),
    ],
    rows: [
      { id: "millrace-start", label: "**`millrace run`**, to the first record", metric: "firstRecordMs", unit: "ms", targets: [{ limit: byNode(210, 120), where: byNode(140, 50) }] },
      { id: "millrace-start-exit", subject: "millrace-start", label: "`millrace run`, whole process", metric: "exitMs", unit: "ms" },
      { id: "tsx-first-line", subject: "tsx-empty", label: "`node --import tsx` of an empty file, to its first line", metric: "firstLineMs", unit: "ms" },
      { id: "tsx-exit", short: "tsx of an empty file", subject: "tsx-empty", label: "the same, whole process", metric: "exitMs", unit: "ms" },
    ],
  },
  {
    number: 5,
    title: "Resume after 10,000 tasks",
    reference: "tsx-rows",
    subjects: [
      work("millrace-resume", "resume.mjs"),
      sqlitePeer("tsx-rows", "tsx-rows.mjs"),
    ],
    rows: [
      { id: "millrace-resume", label: "**`millrace runs resume`**, to the first new task", metric: "firstNewTaskMs", unit: "ms", targets: [{ limit: 600, where: byNode(190, 80) }] },
      { id: "millrace-reopened", subject: "millrace-resume", label: "`millrace runs resume`, until the run is open again", metric: "reopenedMs", unit: "ms" },
      { id: "tsx-rows", short: "tsx reading 10,000 rows", label: "`node --import tsx` of a file that reads 10,000 rows, until it has them", metric: "rowsReadMs", unit: "ms" },
    ],
  },
  {
    number: 6,
    title: "`durable: true`",
    reference: "append-sync",
    subjects: [
      work("millrace-durable", "durable.mjs"),
    ],
    rows: [
      { id: "millrace-durable", label: "**Millrace**, tasks in turn, per task", metric: "turnUs", unit: "µs", targets: [{ times: 1.2, of: "append-sync" }] },
      { id: "millrace-durable-hundred", subject: "millrace-durable", label: "**Millrace**, added to a hundred at a time, per hundred", metric: "addedPerHundredUs", unit: "µs", targets: [{ times: 1.6, of: "append-sync" }] },
      { id: "millrace-durable-hundred-whole", subject: "millrace-durable", label: "Millrace, a hundred at a time, per hundred", metric: "perHundredUs", unit: "µs" },
      { id: "append-sync", short: "append + fdatasync", subject: "millrace-durable", label: "an append and an fdatasync", metric: "floorUs", unit: "µs" },
      { id: "append-sync-hundred", subject: "millrace-durable", label: "the same with the records of a hundred", metric: "hundredFloorUs", unit: "µs" },
    ],
  },
  {
    number: 7,
    title: "200 tasks of 20 ms in workers, per task and worker",
    reference: "tinypool-threads",
    subjects: [
      work("millrace-threads", "workers.mjs", "threads"),
      work("millrace-processes", "workers.mjs", "processes"),
      peer("tinypool-threads", "tinypool.mjs", "threads"),
      peer("tinypool-processes", "tinypool.mjs", "processes"),
    ],
    rows: [
      { id: "millrace-threads", label: "**Millrace**, `threads()`", metric: "perTaskMs", unit: "ms", targets: [{ times: 1.05, of: "tinypool-threads" }] },
      { id: "millrace-processes", label: "Millrace, `processes()`", metric: "perTaskMs", unit: "ms" },
      { id: "tinypool-threads", short: "bare pool", label: "the same functions in a bare pool of threads", metric: "perTaskMs", unit: "ms" },
      { id: "tinypool-processes", label: "in a bare pool of processes", metric: "perTaskMs", unit: "ms" },
    ],
  },
  {
    number: 8,
    title: "1,000 calls answered from the cache, in turn, per call",
    reference: "sqlite-cached",
    subjects: [
      work("millrace-cached-disk", "cached.mjs", "disk"),
      work("millrace-cached-memory", "cached.mjs", "memory"),
      sqlitePeer("sqlite-cached", "sqlite-cached.mjs", "NORMAL"),
      prefect("prefect-cached", "prefect_cached.py"),
    ],
    rows: [
      { id: "millrace-cached-disk", label: "**Millrace**, each result read from its file", metric: "perCallUs", unit: "µs", targets: [{ limit: 20 }] },
      { id: "millrace-cached-memory", label: "**Millrace**, each result in memory", metric: "perCallUs", unit: "µs", targets: [{ limit: 10 }] },
      { id: "sqlite-cached", short: "SQLite NORMAL", label: "a result selected, a row that says so, synchronous=NORMAL", metric: "perCallUs", unit: "µs" },
      { id: "prefect-cached", label: "tasks answered from results on disk", metric: "perCallUs", unit: "µs" },
    ],
  },
  {
    number: 9,
    title: "A slot that is given back, until the next process has it",
    reference: "socket-round-trip",
    subjects: [work("millrace-handover", "handover.mjs")],
    rows: [
      { id: "millrace-handover", label: "**Millrace**, `concurrency` in two processes", metric: "handoverMs", unit: "ms", targets: [{ limit: 5 }] },
      { id: "socket-round-trip", short: "a bare round trip", subject: "millrace-handover", label: "a byte to and fro between two processes, over a bare socket", metric: "roundTripMs", unit: "ms" },
    ],
  },
];

/** The subjects of a work that can be run here, one for each Node; says what is left out and why. */
export function chooseSubjects(work, { nodes, peers, installed, say }) {
  return work.subjects.flatMap((subject) => subject.on({ nodes, hasPeers: peers === "all", installed, say }));
}

function work(id, file, ...args) {
  return script(id, () => "Millrace", (workspace) => ["--expose-gc", join(workspace.works, file), ...args]);
}

/** What needs nothing but Node is no peer that `--peers none` would leave out. */
function peer(id, file, ...args) {
  return script(id, (node) => `Node ${node.version}`, () => [join(benchDirectory, "peers", file), ...args]);
}

function script(id, nameOn, argsIn) {
  return { on: ({ nodes }) => nodes.map((node) => ({ id, node, name: nameOn(node), start: (workspace) => ({ command: node.path, args: argsIn(workspace), env: {} }) })) };
}

function sqlite(id, ...args) {
  return sqlitePeer(id, "sqlite.mjs", ...args);
}

function sqliteQueue(id) {
  const { on } = sqlitePeer(id, "queue.mjs", "sqlite");
  return { on: (here) => (here.installed.packages ? on(here) : []) };
}

function sqlitePeer(id, file, ...args) {
  const path = join(benchDirectory, "peers", file);
  const on = ({ nodes, hasPeers, installed, say }) =>
    nodes.flatMap((node) => {
      if (!hasPeers) return [];
      const binding = installed.bindings[node.abi] ?? null;
      if (binding === null && node.major < 24) return leaveOut(say, `SQLite on Node ${node.version}: there is neither better-sqlite3 nor node:sqlite.`);
      const name = binding === null ? "node:sqlite (stands in for better-sqlite3)" : "better-sqlite3 12.9";
      const env = binding === null ? {} : { MILLRACE_BENCH_SQLITE_BINDING: binding };
      return [{ id, node, name, start: () => ({ command: node.path, args: [path, ...args], env }) }];
    });
  return { on };
}

function queue(id, ...args) {
  const { on } = peer(id, "queue.mjs", ...args);
  return { on: (here) => (here.hasPeers && here.installed.packages ? on(here) : []) };
}

function openWorkflow(id, ...args) {
  const file = join(benchDirectory, "peers/openworkflow.mjs");
  const on = ({ nodes, hasPeers, installed, say }) =>
    nodes.flatMap((node) => {
      if (!hasPeers || !installed.packages) return [];
      if (node.major < 24) return leaveOut(say, `OpenWorkflow on Node ${node.version}: its SQLite backend is node:sqlite, which that Node has not or only behind a flag.`);
      return [{ id, node, name: "OpenWorkflow 0.10, SQLite", start: () => ({ command: node.path, args: [file, ...args], env: {} }) }];
    });
  return { on };
}

/** Measured once for all Nodes, and shown beside each. Its own logs are off, since an empty task here logs nothing. */
function prefect(id, file) {
  const env = { PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: "true", PREFECT_API_URL: "", PREFECT_LOGGING_LEVEL: "ERROR", PREFECT_LOGGING_TO_API_ENABLED: "false", PREFECT_SERVER_ANALYTICS_ENABLED: "false" };
  const args = [join(benchDirectory, "peers", file)];
  const on = ({ installed }) =>
    installed.python === null ? [] : [{ id, node: null, name: "Prefect 3.6 (Python)", start: () => ({ command: installed.python, args, env }) }];
  return { on };
}

function leaveOut(say, text) {
  say(`Left out: ${text}`);
  return [];
}

/** One number for Node 20, another for 24 and later. */
function byNode(onNode20, onNode24) {
  return ({ major }) => (major >= 24 ? onNode24 : onNode20);
}
