/** Asks for values by name, one at a time, with a way back. Escape at any step leaves all as it is. */
import { describeStep, isLast, pickItems, PromptWalk, readAnswer, textPrompt, type CheckValue, type PickItem, type StepAnswer, type StepFrame } from "../../core/presentation/prompt-walk.ts";
import type { FlowDescription, ParameterValues } from "../../core/protocol/editor-api.ts";
import { vscode } from "../vscode.ts";

type Answer = StepAnswer | "escaped" | "asJson";
type Step = NonNullable<PromptWalk["step"]>;

const asJsonButton: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("json"), tooltip: "Edit as JSON" };

/** @param action what follows, for the title: `Run` or `Debug` */
export async function askParameters(description: FlowDescription, action: string, checkValue: CheckValue): Promise<ParameterValues | "escaped" | "asJson"> {
  const walk = new PromptWalk(description);
  if (walk.steps.length === 0) return description.schema.additionalProperties === false ? {} : "asJson";
  return await askWalk(walk, `${action} ${description.flow.name}`, checkValue, [asJsonButton]);
}

export async function askWalk(walk: PromptWalk, title: string, checkValue: CheckValue, buttons: readonly vscode.QuickInputButton[]): Promise<ParameterValues | "escaped" | "asJson"> {
  for (let next = walk.step; next !== undefined; next = walk.step) {
    const answer = await askStep(next, { title, number: next.number, total: walk.steps.length }, checkValue, buttons);
    if (answer === "escaped" || answer === "asJson") return answer;
    walk.take(answer);
  }
  return walk.values();
}

async function askStep({ step, last, problem: before }: Step, frame: StepFrame, checkValue: CheckValue, buttons: readonly vscode.QuickInputButton[]): Promise<Answer> {
  const { input: wanted } = step;
  if (wanted.kind === "pick") {
    const input = vscode.window.createQuickPick<PickItem>();
    input.items = pickItems(step, wanted);
    const active = input.items.filter((item) => isLast(item, last));
    if (active.length > 0) input.activeItems = active;
    input.placeholder = before ?? describeStep(step);
    return await ask(input, frame, buttons, async () => input.selectedItems[0]?.answer);
  }
  const input = vscode.window.createInputBox();
  Object.assign(input, textPrompt(step, wanted), { value: last === undefined ? "" : wanted.write(last), validationMessage: before });
  const check = (text: string): StepAnswer | undefined => {
    const answer = readAnswer(step, wanted, text);
    const isAnswer = typeof answer !== "object" || !("problem" in answer);
    input.validationMessage = isAnswer ? undefined : answer.problem;
    return isAnswer ? answer : undefined;
  };
  input.onDidChangeValue((text) => {
    if (text === "") input.validationMessage = undefined;
    else check(text);
  });
  return await ask(input, frame, buttons, async () => {
    const { value } = input;
    const answer = check(value);
    if (typeof answer !== "object") return answer;
    const problem = await checkValue(step.name, answer.value);
    if (problem !== undefined && input.value === value) input.validationMessage = problem;
    return problem === undefined ? answer : undefined;
  });
}

/** @param accept the answer as it stands, `undefined` when it cannot be taken yet */
function ask(input: vscode.QuickPick<PickItem> | vscode.InputBox, { title, number, total }: StepFrame, buttons: readonly vscode.QuickInputButton[], accept: () => Promise<StepAnswer | undefined>): Promise<Answer> {
  input.title = title;
  input.step = number;
  input.totalSteps = total;
  input.ignoreFocusOut = true;
  input.buttons = number > 1 ? [vscode.QuickInputButtons.Back, ...buttons] : buttons;
  return new Promise((resolve, reject) => {
    const settle = (answer: Answer): void => {
      resolve(answer);
      input.dispose();
    };
    input.onDidAccept(() => {
      accept().then((answer) => answer !== undefined && settle(answer), reject);
    });
    input.onDidTriggerButton((button) => settle(button === asJsonButton ? "asJson" : "back"));
    input.onDidHide(() => settle("escaped"));
    input.show();
  });
}
