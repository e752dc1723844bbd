/** A form for what a pause wants, from its JSON Schema: what each field holds is text, as it is typed, until it is sent. */
import type { InputProblem } from "../protocol/input-problem.ts";
import type { ParametersSchema } from "../protocol/json-schema.ts";
import type { Json } from "../states/stored-value.ts";
import { promptSteps, type PromptStep } from "./prompt-steps.ts";
import { readAnswer } from "./prompt-walk.ts";

export interface FormField {
  readonly step: PromptStep;
  /** `check`: text `true` or `false`; `choice`: index of the choice, or empty for none; `line` and `json`: as typed. */
  readonly control: "check" | "choice" | "line" | "json";
  readonly isRequired: boolean;
  /** What it holds at first: its default, as far as that can be told. */
  readonly first: string;
}

/** What was typed, by the name of the field; what is not there is as at first. */
export type FormTexts = Readonly<Record<string, string>>;

export type FormReading = { readonly input: Json } | { readonly problems: readonly InputProblem[] };

/** Of a pause whose schema is not known: any JSON, or nothing. */
export const anyInputField = "input";

const anyInput: ParametersSchema = { type: "object", properties: { [anyInputField]: { description: "Any JSON, if the flow wants some" } }, required: [] };

export function formFields(schema: ParametersSchema | null): readonly FormField[] {
  const { properties, required } = schema ?? anyInput;
  return promptSteps(schema ?? anyInput).map((step): FormField => {
    const isRequired = required.includes(step.name);
    const { default: value } = properties[step.name] ?? {};
    // A default that is code stands in the placeholder: the function applies it itself.
    const known = value === undefined || (typeof value === "object" && value !== null && "$default" in value) ? undefined : value;
    return { step, isRequired, ...controlOf(step, known, isRequired || known !== undefined) };
  });
}

function controlOf({ input }: PromptStep, known: Json | undefined, isGiven: boolean): Pick<FormField, "control" | "first"> {
  if (input.kind === "text") {
    // One line would hide most of a list or an object.
    const control = input.expected.endsWith("as JSON") || input.expected === "any" ? "json" : "line";
    return { control, first: known === undefined ? "" : input.write(known) };
  }
  const isBoolean = input.choices.length === 2 && input.choices.every(({ value }) => typeof value === "boolean");
  if (isBoolean && isGiven) return { control: "check", first: String(known === true) };
  const index = input.choices.findIndex(({ value }) => JSON.stringify(value) === JSON.stringify(known));
  return { control: "choice", first: index < 0 ? "" : String(index) };
}

/** What the form says as JSON, or what cannot be read of it. Whether it fits is for the engine to say. */
export function readForm(fields: readonly FormField[], texts: FormTexts): FormReading {
  const values: Record<string, Json> = {};
  const problems: InputProblem[] = [];
  for (const field of fields) {
    const { name } = field.step;
    const answer = readField(field, texts[name] ?? field.first);
    if (answer === undefined) continue;
    if ("problem" in answer) problems.push({ field: name, message: answer.problem });
    else values[name] = answer.value;
  }
  return problems.length > 0 ? { problems } : { input: values };
}

function readField({ step, control, isRequired }: FormField, text: string): { readonly value: Json } | { readonly problem: string } | undefined {
  if (step.input.kind === "pick") {
    if (control === "check") return { value: text === "true" };
    const choice = text === "" ? undefined : step.input.choices[Number(text)];
    if (choice !== undefined) return { value: choice.value };
    return isRequired ? { problem: `${step.name} is needed: choose one` } : undefined;
  }
  const answer = readAnswer(step, step.input, text);
  return answer === "default" || answer === "back" ? undefined : answer;
}

/** Name of the form's field that a problem is about; `undefined`: it is about the whole. */
export function fieldOf(fields: readonly FormField[], { field }: InputProblem): string | undefined {
  const name = /^[^.[]+/.exec(field)?.[0];
  return fields.find(({ step }) => step.name === name)?.step.name;
}
