import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { SlotRequest } from "../../core/limits/slots.ts";
import { SharedState } from "../../engine/leader/shared-state.ts";
import { leaderPaths } from "../../journal/leader/leader-paths.ts";
import { SharedFiles } from "../../journal/leader/shared-files.ts";
import { usualPace, type RewritePace } from "../../journal/leader/state-file.ts";
import { temporaryFor } from "../../journal/temporary-file.ts";
import { HandClock } from "../engine/hand-clock.ts";
import { makeHome } from "./workspace.ts";

/** When the files are written anew. */
const paces: readonly (readonly [string, RewritePace])[] = [
  ["at every record", { leastBytes: 0, mostGrowth: 0 }],
  ["at some records", { leastBytes: 300, mostGrowth: 1 }],
];

interface Step {
  readonly name: string;
  run(state: SharedState, token: string): void;
}

const setVariable = (name: string): Step => ({ name: `set ${name}`, run: (state, token) => void state.setVariable({ name, value: token, tags: [], overwrite: true, token }) });
const deleteVariable = (name: string): Step => ({ name: `delete ${name}`, run: (state, token) => void state.deleteVariable(name, token) });
const setLimit = (name: string, limit: number): Step => ({ name: `limit ${name} ${limit}`, run: (state) => void state.setLimit({ name, limit, decayPerSecond: null }) });
const deleteLimit = (name: string): Step => ({ name: `unlimit ${name}`, run: (state) => void state.deleteLimit(name) });
const ask = (token: string): Step => ({ name: `ask ${token}`, run: (state) => void state.ask(requestOf(token), null) });
const release = (token: string): Step => ({ name: `release ${token}`, run: (state) => state.release([token]) });

function requestOf(token: string): SlotRequest {
  const holder = { host: "here", bootId: "b", pid: 1, socket: null, client: "c", runId: null, runName: null, taskRunId: null, taskRunName: null };
  return { token, names: ["x"], occupy: 1, mode: "hold", strict: false, holder };
}

function openState(home: string, generation: number, pace: RewritePace): SharedState {
  return new SharedState({ paths: leaderPaths(home), generation, clock: new HandClock(), pace, onDecided: () => undefined, onChanged: () => undefined, log: (text) => expect.unreachable(text) });
}

/** Plays it, in a model of the variables too. */
function play(step: Step, state: SharedState, token: string, variables: Map<string, string>): void {
  step.run(state, token);
  const [, verb, name = ""] = /^(set|delete) (\w)$/.exec(step.name) ?? [];
  if (verb === "set") variables.set(name, token);
  if (verb === "delete") variables.delete(name);
}

/** As the leader has told everyone that it is. */
function told(state: SharedState, variables: ReadonlyMap<string, string>): unknown {
  return { variables: [...variables].sort(), limits: state.limits().map(({ name, limit }) => [name, limit]).sort(), held: state.held().map(({ token }) => token) };
}

/** As the files say, to a reader and to the next leader. */
function written(home: string): unknown {
  const files = new SharedFiles(home);
  return {
    variables: files.variables().all().map(({ name, value }) => [name, value]),
    limits: [...files.limits().values()].map(({ name, limit }) => [name, limit]).sort(),
    held: files.slots(0).held().map(({ token }) => token),
  };
}

/** All sequences of so many steps. */
function* sequences(steps: readonly Step[], length: number): Generator<readonly Step[]> {
  if (length === 0) return yield [];
  for (const rest of sequences(steps, length - 1)) for (const step of steps) yield [...rest, step];
}

const variableSteps = [setVariable("a"), setVariable("b"), deleteVariable("a")];
const limitSteps = [setLimit("x", 1), setLimit("y", 3), deleteLimit("x")];
const slotSteps = [ask("t1"), ask("t2"), release("t1")];

const kinds: readonly (readonly [string, readonly Step[], readonly Step[]])[] = [
  ["variables", [], variableSteps],
  ["limits", [], limitSteps],
  ["slots", [setLimit("x", 1)], slotSteps],
];

test.each(kinds)("S2 %s that are set and deleted in whatever order stand in a file that is written anew at every record as was told", (_, before, steps) => {
  const folder = makeHome();
  for (const [number, sequence] of [...sequences(steps, 3)].entries()) {
    const home = join(folder, String(number), ".millrace");
    mkdirSync(leaderPaths(home).folder, { recursive: true });
    const state = openState(home, 1, { leastBytes: 0, mostGrowth: 0 });
    const variables = new Map<string, string>();
    for (const [at, step] of [...before, ...sequence].entries()) {
      play(step, state, `token-${at}`, variables);
      expect(written(home), sequence.map(({ name }) => name).join(", ")).toEqual(told(state, variables));
    }
    state.close();
  }
});

test.each(paces)("a long life of leaders that follow one another loses nothing, with files that are written anew %s", (_, pace) => {
  const home = makeHome();
  mkdirSync(leaderPaths(home).folder);
  const all = [...variableSteps, ...limitSteps, ...slotSteps, deleteVariable("b"), setLimit("x", 2), deleteLimit("y"), ask("t3"), release("t2"), release("t3")];
  const variables = new Map<string, string>();
  let seed = 7;
  for (let generation = 1; generation <= 10; generation += 1) {
    const state = openState(home, generation, pace);
    for (let at = 0; at < 12; at += 1) {
      seed = (seed * 48_271) % 2_147_483_647;
      const step = all[seed % all.length];
      const token = `token-${generation}-${at}`;
      if (step !== undefined) play(step, state, token, variables);
      expect(written(home)).toEqual(told(state, variables));
    }
    state.close();
  }
});

test("a delete whose answer was lost is known as done behind a rewriting too", () => {
  const home = makeHome();
  mkdirSync(leaderPaths(home).folder);
  const first = openState(home, 1, { leastBytes: 0, mostGrowth: 0 });
  first.setVariable({ name: "a", value: 1, tags: [], overwrite: false, token: "set" });
  expect(first.deleteVariable("a", "delete")).toBe(true);
  first.close();
  const second = openState(home, 2, usualPace);
  expect([second.deleteVariable("a", "delete"), second.deleteVariable("a", "another")]).toEqual([true, false]);
  second.close();
});

test("a variable with more than a rewriting's size of tags is there", () => {
  const home = makeHome();
  mkdirSync(leaderPaths(home).folder);
  const state = openState(home, 1, usualPace);
  const tags = Array.from({ length: 10_000 }, (__, n) => `tag-${n}`);
  state.setVariable({ name: "many", value: 1, tags, overwrite: false, token: "t" });
  expect(new SharedFiles(home).variables().get("many")?.tags).toEqual(tags);
  state.close();
});

test("what a leader that was killed while it rewrote has left is passed over", () => {
  const home = makeHome();
  const { folder, variables } = leaderPaths(home);
  mkdirSync(folder);
  writeFileSync(temporaryFor(variables), '{"n":1,"g":1,"at":1,"k":"open","v":1}\n{"n":2,"g":');
  const state = openState(home, 1, { leastBytes: 0, mostGrowth: 0 });
  state.setVariable({ name: "a", value: 1, tags: [], overwrite: false, token: "t" });
  expect(new SharedFiles(home).variables().get("a")?.value).toBe(1);
  expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  state.close();
});

test("S2 where a file cannot be written anew it goes on growing, and nothing is lost", () => {
  const home = makeHome();
  const { folder, variables } = leaderPaths(home);
  // In the place of the file that is to be written.
  mkdirSync(join(temporaryFor(variables), "in the way"), { recursive: true });
  const state = openState(home, 1, { leastBytes: 0, mostGrowth: 0 });
  for (const n of [1, 2, 3]) {
    state.setVariable({ name: "a", value: n, tags: [], overwrite: true, token: `t${n}` });
    expect(new SharedFiles(home).variables().get("a")?.value).toBe(n);
  }
  expect(readFileSync(variables, "utf8").match(/"n":\d+/g)).toEqual(['"n":1', '"n":2', '"n":3', '"n":4']);
  expect(readdirSync(folder)).toContain("variables.ndjson");
  state.close();
});
