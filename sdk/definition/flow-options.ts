import type { StandardSchema } from "./standard-schema.ts";
import type { Duration } from "../../core/base/duration.ts";
import type { ResultSerializer } from "../../journal/result-serializer.ts";
import type { FlowRunInfo } from "../run-info.ts";
import type { TaskRunner } from "../runners/task-runner.ts";
import { isTaskRunner } from "../runners/task-runner.ts";
import { concurrent } from "../runners/concurrent.ts";
import type { State } from "../state/state.ts";
import { readSerializer, serializerForms } from "./result-serializer-option.ts";
import { OptionCheck } from "./check-option.ts";
import type { ParameterValues } from "./task-options.ts";

/** A function told of a state that a flow run has entered. What it throws is logged and changes nothing. */
export type FlowHook = (flow: { readonly name: string }, flowRun: FlowRunInfo, state: State) => unknown;

/** How the runs of a flow are named, checked, retried, timed and kept. Unknown options are refused with a `DefinitionError`. */
export interface FlowOptions {
  /** Default: the function's name, else the variable's, else `<file>:<line>`. */
  readonly name?: string;
  /** For people, in lists of flows. Default: the JSDoc comment above the flow. */
  readonly description?: string;
  /** Default: a hash of the source file. */
  readonly version?: string;
  /** Default: none. */
  readonly tags?: readonly string[];
  /** Template over the parameters, such as `"import {day}"`, or a function of them. Default: two words. */
  readonly flowRunName?: string | ((parameters: ParameterValues) => string);
  /** Attempts after the first. What completed in an earlier attempt is answered from its record. Default: 0. */
  readonly retries?: number;
  /** Default: 0. */
  readonly retryDelay?: Duration;
  /** Longest time for one attempt, from when its upstreams are done; the run is then `TimedOut`. Default: none. */
  readonly timeout?: Duration;
  /** Where `.submit` and `.map` run. Default: `concurrent()`. */
  readonly taskRunner?: TaskRunner;
  /**
   * A Standard Schema (zod, valibot, arktype, …), sync or async, over an object by parameter name, or else over the tuple of
   * arguments. It looks at the arguments of every call, in code and from outside, and its output is what the function gets.
   * A call that it refuses is a Failed run with a `ParameterValidationError`. Default: what comes from outside (editor,
   * command) is checked and converted by the TypeScript signature; calls in code are the compiler's business.
   */
  readonly parameters?: StandardSchema;
  /** Whether arguments are checked at all, by `parameters` or by the signature. Default: true. */
  readonly validateParameters?: boolean;
  /** Whether `console.*` inside the function becomes the run's log. Default: true. */
  readonly logPrints?: boolean;
  /** Whether the result is kept on disk, and those of its tasks and child flows that do not say. Default: as the flow around it, and true for a root. */
  readonly persistResult?: boolean;
  /** How the result becomes text, and those of its tasks and child flows that do not say. Default: as the flow around it, and `"default"` for a root. */
  readonly resultSerializer?: ResultSerializer;
  /** Whether every result reaches the disk itself before it is seen, so that a power loss costs nothing. Default: false. */
  readonly durable?: boolean;
  /** Each time the function is about to be called: once per attempt. */
  readonly onRunning?: FlowHook | readonly FlowHook[];
  /** Once, when the run has completed. */
  readonly onCompleted?: FlowHook | readonly FlowHook[];
  /** Once, when no retry is left; also for parameters that do not fit and for a timeout. */
  readonly onFailed?: FlowHook | readonly FlowHook[];
  /** Once, when the run was cancelled. Runs in a fresh process where the flow's own was killed. */
  readonly onCancelled?: FlowHook | readonly FlowHook[];
  /** Once, when the process of the run has died or user code ended it. Runs in a fresh process then. */
  readonly onCrashed?: FlowHook | readonly FlowHook[];
}

export interface FlowSettings {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly version: string | undefined;
  readonly tags: readonly string[];
  readonly runName: string | ((parameters: ParameterValues) => unknown) | undefined;
  readonly retries: number;
  readonly retryDelayMs: number;
  /** 0: none. */
  readonly timeoutMs: number;
  readonly taskRunner: TaskRunner;
  readonly schema: StandardSchema | undefined;
  /** Whether the signature is asked about what comes from outside, where there is no schema. */
  readonly validatesParameters: boolean;
  readonly logPrints: boolean;
  /** `undefined`: as the surroundings. */
  readonly persistResult: boolean | undefined;
  /** `undefined`: as the surroundings. */
  readonly serializer: ResultSerializer | undefined;
  readonly durable: boolean;
  readonly hooks: FlowHooks;
}

export type FlowHookKind = "onRunning" | "onCompleted" | "onFailed" | "onCancelled" | "onCrashed";

export type FlowHooks = Readonly<Record<FlowHookKind, readonly FlowHook[]>>;

const known = [
  "name",
  "description",
  "version",
  "tags",
  "flowRunName",
  "retries",
  "retryDelay",
  "timeout",
  "taskRunner",
  "parameters",
  "validateParameters",
  "logPrints",
  "persistResult",
  "resultSerializer",
  "durable",
  "onRunning",
  "onCompleted",
  "onFailed",
  "onCancelled",
  "onCrashed",
] as const satisfies readonly (keyof FlowOptions)[];

/** @throws DefinitionError */
export function readFlowOptions(options: FlowOptions): FlowSettings {
  const subject = typeof options.name === "string" ? `flow "${options.name}"` : "flow";
  const check = new OptionCheck(subject, { ...options });
  check.onlyKnown(known);
  const schema = check.custom("parameters", "a Standard Schema, such as z.object({ … }) of zod", (value) => (isSchema(value) ? value : undefined));
  const validatesParameters = check.flag("validateParameters", true);
  return {
    name: check.text("name"),
    description: check.text("description"),
    version: check.text("version"),
    tags: check.tags("tags"),
    runName: check.textOrCallable("flowRunName"),
    retries: check.count("retries") ?? 0,
    retryDelayMs: check.durationMs("retryDelay"),
    timeoutMs: check.durationMs("timeout"),
    taskRunner: check.custom("taskRunner", "a task runner, such as concurrent({ max: 4 })", (value) => (isTaskRunner(value) ? value : undefined)) ?? concurrent(),
    schema: validatesParameters ? schema : undefined,
    validatesParameters,
    logPrints: check.flag("logPrints", true),
    persistResult: check.optionalFlag("persistResult"),
    serializer: check.custom("resultSerializer", serializerForms, readSerializer),
    durable: check.flag("durable", false),
    hooks: {
      onRunning: check.hooks("onRunning"),
      onCompleted: check.hooks("onCompleted"),
      onFailed: check.hooks("onFailed"),
      onCancelled: check.hooks("onCancelled"),
      onCrashed: check.hooks("onCrashed"),
    },
  };
}

function isSchema(value: unknown): value is StandardSchema {
  return ((typeof value === "object" && value !== null) || typeof value === "function") && "~standard" in value;
}
