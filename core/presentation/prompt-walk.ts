/** The way through a flow's parameters, a step at a time, with a way back; and what each step shows. */
import type { FlowDescription, ParameterValues } from "../protocol/editor-api.ts";
import type { InputProblem } from "../protocol/input-problem.ts";
import type { Json } from "../states/stored-value.ts";
import { promptSteps, type PickInput, type PromptStep, type TextInput } from "./prompt-steps.ts";

/** What a step was answered with; `default` leaves the parameter out. */
export type StepAnswer = { readonly value: Json } | "default" | "back";

/** What is wrong with a value as the engine sees it, which knows the whole type; `undefined` when it fits. */
export type CheckValue = (name: string, value: Json) => Promise<string | undefined>;

/** Where a step stands among the others. */
export interface StepFrame {
  readonly title: string;
  readonly number: number;
  readonly total: number;
}

export interface PickItem {
  readonly label: string;
  readonly description: string;
  readonly answer: StepAnswer;
}

export class PromptWalk {
  readonly steps: readonly PromptStep[];
  readonly #values: Map<string, Json>;
  /** What was said against values, by field; gone as soon as they are given anew. */
  readonly #problems = new Map<string, string>();
  #at = 0;

  constructor({ schema, lastParameters }: Pick<FlowDescription, "schema" | "lastParameters">) {
    this.steps = promptSteps(schema);
    this.#values = new Map(Object.entries(lastParameters ?? {}));
  }

  /** The step to ask for, with what the parameter was given last and what was said against that; `undefined` at the end. */
  get step(): { readonly step: PromptStep; readonly number: number; readonly last: Json | undefined; readonly problem: string | undefined } | undefined {
    const step = this.steps[this.#at];
    return step && { step, number: this.#at + 1, last: this.#values.get(step.name), problem: this.#problems.get(step.name) };
  }

  take(answer: StepAnswer): void {
    const name = this.steps[this.#at]?.name ?? "";
    if (answer !== "back") this.#problems.delete(name);
    if (answer === "default") this.#values.delete(name);
    else if (answer !== "back") this.#values.set(name, answer.value);
    this.#at += answer === "back" ? -1 : 1;
  }

  /** Begins again at the first step that something is said against; false when no step is meant, and it begins anew. */
  refuse(problems: readonly InputProblem[]): boolean {
    for (const { field, message } of problems) this.#problems.set(/^[^.[]*/.exec(field)?.[0] ?? "", message);
    const first = this.steps.findIndex(({ name }) => this.#problems.has(name));
    this.#at = Math.max(0, first);
    return first >= 0;
  }

  values(): ParameterValues {
    return Object.fromEntries([...this.#values].filter(([name]) => this.steps.some((step) => step.name === name)));
  }
}

export function pickItems({ defaultText }: PromptStep, { choices }: PickInput): readonly PickItem[] {
  const items = choices.map(({ label, value }) => ({ label, description: JSON.stringify(value) === defaultText ? "default" : "", answer: { value } }));
  return defaultText === null ? items : [{ label: "$(discard) Keep the default", description: defaultText, answer: "default" }, ...items];
}

/** Whether an item stands for what the parameter was given last. */
export function isLast({ answer }: PickItem, last: Json | undefined): boolean {
  return typeof answer === "object" && JSON.stringify(answer.value) === JSON.stringify(last);
}

/** A text as an answer, or what is wrong with it; nothing typed keeps the default where there is one. */
export function readAnswer({ name, defaultText }: PromptStep, { expected, read }: TextInput, text: string): StepAnswer | { readonly problem: string } {
  if (text !== "") return read(text);
  return defaultText === null ? { problem: `${name} is needed: ${expected}` } : "default";
}

export function describeStep({ name, description, defaultText }: PromptStep): string {
  return `${name}${description === null ? "" : `: ${description}`}${defaultText === null ? "" : " (optional)"}`;
}

export function textPrompt(step: PromptStep, { expected }: TextInput): { readonly placeholder: string; readonly prompt: string } {
  const keep = step.defaultText === null ? "" : "; leave it empty to keep the default";
  const placeholder = step.defaultText === null ? expected : step.defaultText === "undefined" ? `optional: ${expected}` : `default: ${step.defaultText}`;
  return { placeholder, prompt: `${step.name}: ${step.description ?? expected}${keep}` };
}
