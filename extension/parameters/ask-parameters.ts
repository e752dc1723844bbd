/** Asks for a flow's parameters, one at a time, with a way back. Escape at any step starts nothing. */
import type { FlowDescription, ParameterValues } from "../../core/protocol/editor-api.ts";
import type { Json } from "../../core/states/stored-value.ts";
import { vscode } from "../vscode.ts";
import { promptSteps, type PickInput, type PromptStep, type TextInput } from "../../core/presentation/prompt-steps.ts";

export type Answers = ParameterValues | "escaped" | "asJson";

/** What one step was answered with; `default` leaves the parameter out. */
type Answer = { readonly value: Json } | "default" | "back" | "escaped" | "asJson";

interface Step {
  readonly step: PromptStep;
  readonly title: string;
  readonly number: number;
  readonly total: number;
  readonly last: Json | undefined;
}

const asJsonButton: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("json"), tooltip: "Edit as JSON" };

/** @param action what follows, for the title: `Run` or `Debug` */
export async function askParameters({ flow, schema, lastParameters }: FlowDescription, action: string): Promise<Answers> {
  const steps = promptSteps(schema);
  if (steps.length === 0) return schema.additionalProperties === false ? {} : "asJson";
  const values = new Map<string, Json>(Object.entries(lastParameters ?? {}));
  for (let at = 0; at < steps.length; ) {
    const step = steps[at];
    if (step === undefined) break;
    const shown = { step, title: `${action} ${flow.name}`, number: at + 1, total: steps.length, last: values.get(step.name) };
    const answer = step.input.kind === "pick" ? await askPick(shown, step.input) : await askText(shown, step.input);
    if (answer === "escaped" || answer === "asJson") return answer;
    if (answer === "back") at -= 1;
    else {
      if (answer === "default") values.delete(step.name);
      else values.set(step.name, answer.value);
      at += 1;
    }
  }
  return Object.fromEntries([...values].filter(([name]) => steps.some((step) => step.name === name)));
}

function askPick(shown: Step, { choices }: PickInput): Promise<Answer> {
  const { step, last } = shown;
  const input = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly answer: Answer }>();
  const items = choices.map(({ label, value }) => ({ label, answer: { value }, ...(JSON.stringify(value) === step.defaultText ? { description: "default" } : {}) }));
  const keep = { label: "$(discard) Keep the default", description: step.defaultText ?? "", answer: "default" as const };
  input.items = step.defaultText === null ? items : [keep, ...items];
  const before = input.items.filter(({ answer }) => typeof answer === "object" && JSON.stringify(answer.value) === JSON.stringify(last));
  if (before.length > 0) input.activeItems = before;
  input.placeholder = describe(step);
  return ask(input, shown, () => input.selectedItems[0]?.answer);
}

function askText(shown: Step, { expected, read, write }: TextInput): Promise<Answer> {
  const { step, last } = shown;
  const input = vscode.window.createInputBox();
  input.value = last === undefined ? "" : write(last);
  input.placeholder = step.defaultText === null ? expected : `default: ${step.defaultText}`;
  const keep = step.defaultText === null ? "" : " (leave it empty to keep the default)";
  input.prompt = `${describe(step)}${step.description === null ? `: ${expected}` : ""}${keep}`;
  const check = (text: string): Answer | { readonly problem: string } => {
    if (text !== "") return read(text);
    return step.defaultText === null ? { problem: `${step.name} is needed: ${expected}` } : "default";
  };
  const problemOf = (text: string): string | undefined => {
    const answer = check(text);
    return typeof answer === "object" && "problem" in answer ? answer.problem : undefined;
  };
  const typing = input.onDidChangeValue((text) => {
    input.validationMessage = text === "" ? undefined : problemOf(text);
  });
  return ask(input, shown, () => {
    const answer = check(input.value);
    if (typeof answer !== "object" || !("problem" in answer)) return answer;
    input.validationMessage = answer.problem;
    return undefined;
  }).finally(() => void typing.dispose());
}

/** @param accept the answer as it stands, `undefined` when it cannot be taken yet */
function ask(input: vscode.QuickPick<vscode.QuickPickItem & { readonly answer: Answer }> | vscode.InputBox, shown: Step, accept: () => Answer | undefined): Promise<Answer> {
  input.title = shown.title;
  input.step = shown.number;
  input.totalSteps = shown.total;
  input.ignoreFocusOut = true;
  input.buttons = shown.number > 1 ? [vscode.QuickInputButtons.Back, asJsonButton] : [asJsonButton];
  return new Promise((resolve) => {
    const settle = (answer: Answer): void => {
      resolve(answer);
      input.dispose();
    };
    input.onDidAccept(() => {
      const answer = accept();
      if (answer !== undefined) settle(answer);
    });
    input.onDidTriggerButton((button) => settle(button === asJsonButton ? "asJson" : "back"));
    input.onDidHide(() => settle("escaped"));
    input.show();
  });
}

function describe({ name, description }: PromptStep): string {
  return description === null ? name : `${name}: ${description}`;
}
