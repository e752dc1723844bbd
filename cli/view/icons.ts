import { assertNever } from "../../core/base/assert-never.ts";
import type { StateType } from "../../core/states/state-type.ts";
import type { Paint } from "./look.ts";

export interface Icons {
  readonly completed: string;
  readonly failed: string;
  readonly running: string;
  readonly pending: string;
  readonly retrying: string;
  readonly stopped: string;
  readonly paused: string;
  readonly ellipsis: string;
  readonly rule: string;
  readonly barDone: string;
  readonly barLeft: string;
  readonly pointer: string;
}

export const unicodeIcons: Icons = {
  completed: "✔",
  failed: "✖",
  running: "●",
  pending: "○",
  retrying: "↻",
  stopped: "⊘",
  paused: "⏸",
  ellipsis: "…",
  rule: "─",
  barDone: "━",
  barLeft: "─",
  pointer: "❯",
};

export const asciiIcons: Icons = {
  completed: "+",
  failed: "x",
  running: "*",
  pending: "o",
  retrying: "~",
  stopped: "/",
  paused: "=",
  ellipsis: "...",
  rule: "-",
  barDone: "#",
  barLeft: "-",
  pointer: ">",
};

/** A state as far as a view needs it. */
export interface ShownState {
  readonly type: StateType;
  readonly name: string;
}

export interface StateMark {
  readonly icon: keyof Icons;
  readonly paint: Paint;
}

/** The icon of a state and its colour; the same everywhere. */
export function markOf(state: ShownState): StateMark {
  switch (state.type) {
    case "COMPLETED":
      return { icon: "completed", paint: "green" };
    case "FAILED":
    case "CRASHED":
      return { icon: "failed", paint: "red" };
    case "RUNNING":
      return state.name === "Running" ? { icon: "running", paint: "cyan" } : { icon: "retrying", paint: "cyan" };
    case "SCHEDULED":
      return state.name === "AwaitingRetry" ? { icon: "retrying", paint: "yellow" } : { icon: "pending", paint: "dim" };
    case "PENDING":
      return state.name === "NotReady" ? { icon: "stopped", paint: "dim" } : { icon: "pending", paint: "dim" };
    case "CANCELLING":
    case "CANCELLED":
      return { icon: "stopped", paint: "yellow" };
    case "PAUSED":
      return { icon: "paused", paint: "yellow" };
    default:
      return assertNever(state.type, "state type");
  }
}
