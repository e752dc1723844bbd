/** A person whose answers are known beforehand, and an engine that writes down what it is asked. */
import type { DialogItem, DialogueEngine, Dialogs, TextQuestion } from "../../core/presentation/dialogues/dialogs.ts";
import type { PromptWalk, StepAnswer } from "../../core/presentation/prompt-walk.ts";
import type { EditorRequests, ParameterValues } from "../../core/protocol/editor-api.ts";
import { EngineMirror } from "../../core/protocol/engine-mirror.ts";

/** A text: the item that has it in its label, the button, or what is typed. `undefined`: Escape. */
export type Reply = string | undefined | Exclude<StepAnswer, string>;

export class TestDialogs implements Dialogs {
  /** All that was asked and told. */
  readonly said: string[] = [];
  readonly #replies: Reply[];

  constructor(replies: readonly Reply[]) {
    this.#replies = [...replies];
  }

  async choose<Item extends DialogItem>(items: readonly Item[]): Promise<Item | undefined> {
    const wanted = this.#text();
    const found = items.find(({ label }) => wanted !== undefined && label.includes(wanted));
    if (wanted !== undefined && found === undefined) throw new Error(`There is no ${wanted} among ${items.map(({ label }) => label).join(", ")}.`);
    return found;
  }

  async askText({ title, check }: TextQuestion): Promise<string | undefined> {
    this.said.push(`ask ${title}`);
    const text = this.#text();
    const problem = text === undefined ? undefined : check(text);
    if (problem === undefined) return text;
    this.said.push(problem);
    return undefined;
  }

  async askFields(walk: PromptWalk, title: string): Promise<ParameterValues | undefined> {
    for (let next = walk.step; next !== undefined; next = walk.step) {
      const last = next.last === undefined ? "" : ` = ${JSON.stringify(next.last)}`;
      this.said.push(`ask ${title} / ${next.step.name}${last}${next.problem === undefined ? "" : ` (${next.problem})`}`);
      const reply = this.#replies.shift();
      if (typeof reply !== "object") return undefined;
      walk.take(reply);
    }
    return walk.values();
  }

  async confirm(message: string, detail: string, button: string): Promise<boolean> {
    this.said.push(`${message} ${detail}`);
    return this.#text() === button;
  }

  async tell(message: string, button?: string): Promise<boolean> {
    this.said.push(message);
    return button !== undefined && this.#text() === button;
  }

  async saveFile(name: string): Promise<string | undefined> {
    this.said.push(`save ${name}`);
    return this.#text();
  }

  async openFile(): Promise<string | undefined> {
    return this.#text();
  }

  async copy(text: string): Promise<void> {
    this.said.push(`copied ${text}`);
  }

  mention(message: string): void {
    this.said.push(message);
  }

  #text(): string | undefined {
    const reply = this.#replies.shift();
    if (typeof reply === "object") throw new Error("A text is wanted here.");
    return reply;
  }
}

type Answers = { readonly [Method in keyof EditorRequests]?: (params: EditorRequests[Method]["params"]) => EditorRequests[Method]["result"] };

export function testEngine(answers: Answers): DialogueEngine & { readonly asked: [method: keyof EditorRequests, params: unknown][] } {
  const asked: [method: keyof EditorRequests, params: unknown][] = [];
  return {
    uri: "file:///ws",
    name: "ws",
    mirror: new EngineMirror(),
    asked,
    async request(method, params) {
      asked.push([method, params]);
      const answer = answers[method];
      if (answer === undefined) throw new Error(`${method} was not expected.`);
      return answer(params);
    },
  };
}
