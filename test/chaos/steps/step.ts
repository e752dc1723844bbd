/** What chaos does to a workspace, decided by the seed before anything is run. Runs and hosts are meant by numbers, modulo how many there are. */
import type { Chance } from "../chance.ts";

export type RequestKind = "list" | "show" | "logs" | "query" | "cancel" | "resume" | "retry" | "rerun" | "prune" | "limits" | "delete";

export interface Request {
  readonly kind: RequestKind;
  readonly run: number;
  readonly host: number;
}

export type WindowAct = "openRun" | "closeRun" | "run" | "again" | "resume" | "stop" | "delete" | "kill";

/** When, after a process has begun: so many milliseconds, or once so many more records are in its run's file. */
export type Moment = { readonly afterMs: number } | { readonly afterRecords: number };

export type Step =
  | { readonly kind: "start"; readonly flow: number; readonly host: number }
  /** Goes on with a run that can, and kills its process; `withHost`: the one that started it too, at the same time. */
  | { readonly kind: "kill"; readonly run: number; readonly host: number; readonly signal: "SIGKILL" | "SIGTERM"; readonly moment: Moment; readonly withHost: boolean }
  /** Several runs go on, and all their processes are killed at once; `withHosts`: the hosts too. */
  | { readonly kind: "killAll"; readonly runs: readonly number[]; readonly host: number; readonly afterMs: number; readonly withHosts: boolean }
  /** The process stands still while something is asked, and then goes on, or is killed. */
  | { readonly kind: "hold"; readonly run: number; readonly host: number; readonly moment: Moment; readonly during: Request; readonly ms: number; readonly end: "SIGCONT" | "SIGKILL" }
  /** The process that keeps the limits is killed, or stands still for a while; there is one in some workspaces. */
  | { readonly kind: "killLeader"; readonly run: number; readonly host: number; readonly afterMs: number; readonly holdMs: number | null }
  /** A host is killed in the midst of a request. */
  | { readonly kind: "killHost"; readonly request: Request | { readonly kind: "start"; readonly flow: number; readonly host: number }; readonly afterMs: number; readonly signal: "SIGKILL" | "SIGTERM" }
  | { readonly kind: "ask"; readonly request: Request }
  /** The editor's engine is asked, or killed; there is one in some workspaces. */
  | { readonly kind: "window"; readonly act: WindowAct; readonly run: number }
  /** Several at once, about one run, from all hosts. */
  | { readonly kind: "crowd"; readonly requests: readonly Request[] };

const steps = { start: 4, kill: 14, killAll: 4, hold: 3, killHost: 3, killLeader: 4, ask: 4, crowd: 4, window: 7 } as const;
const requests = { list: 3, show: 3, logs: 1, query: 1, cancel: 3, resume: 6, retry: 1, rerun: 1, prune: 1, limits: 1, delete: 1 } as const;
const windowActs = { openRun: 4, closeRun: 1, run: 3, again: 1, resume: 2, stop: 2, delete: 1, kill: 3 } as const;
const held = { list: 2, show: 2, cancel: 3, resume: 1, delete: 1 } as const;

export function planSteps(chance: Chance, count: number): readonly Step[] {
  return Array.from({ length: count }, (_, index) => (index === 0 ? start(chance) : planStep(chance)));
}

function planStep(chance: Chance): Step {
  const kind = chance.weighted(steps);
  const run = chance.between(0, 999);
  const host = chance.between(0, 999);
  switch (kind) {
    case "start":
      return start(chance);
    case "kill":
      return { kind, run, host, signal: chance.happens(0.8) ? "SIGKILL" : "SIGTERM", moment: moment(chance), withHost: chance.happens(0.15) };
    case "killAll":
      return { kind, runs: [run, ...numbers(chance, chance.between(1, 2))], host, afterMs: chance.between(100, 900), withHosts: chance.happens(0.3) };
    case "hold":
      return { kind, run, host, moment: moment(chance), during: { kind: chance.weighted(held), run, host: host + 1 }, ms: chance.between(5, 400), end: chance.happens(0.6) ? "SIGCONT" : "SIGKILL" };
    case "killLeader":
      return { kind, run, host, afterMs: chance.between(50, 700), holdMs: chance.happens(0.3) ? chance.between(50, 1_500) : null };
    case "killHost": {
      const request = chance.happens(0.4) ? start(chance) : planRequest(chance, run);
      return { kind, request, afterMs: chance.between(0, 250), signal: chance.happens(0.8) ? "SIGKILL" : "SIGTERM" };
    }
    case "ask":
      return { kind, request: planRequest(chance, run) };
    case "window":
      return { kind, act: chance.weighted(windowActs), run };
    case "crowd":
      return { kind, requests: Array.from({ length: chance.between(2, 4) }, () => planRequest(chance, run)) };
  }
}

function start(chance: Chance): Extract<Step, { kind: "start" }> {
  return { kind: "start", flow: chance.between(0, 999), host: chance.between(0, 999) };
}

function planRequest(chance: Chance, run: number): Request {
  return { kind: chance.weighted(requests), run, host: chance.between(0, 999) };
}

function moment(chance: Chance): Moment {
  return chance.happens(0.5) ? { afterMs: chance.between(0, 700) } : { afterRecords: chance.between(1, 60) };
}

function numbers(chance: Chance, count: number): readonly number[] {
  return Array.from({ length: count }, () => chance.between(0, 999));
}
