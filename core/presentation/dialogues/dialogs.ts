/** How a dialogue talks with a person: what the editor has for that, with nothing decided. `undefined`: the person has gone away. */
import type { EngineLink } from "../../protocol/engine-link.ts";
import type { ParameterValues } from "../../protocol/editor-api.ts";
import type { CheckValue, PromptWalk } from "../prompt-walk.ts";

export interface DialogItem {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  /** Shown as dots. */
  readonly isSecret?: boolean;
  /** What is wrong with a text; `undefined` when it will do. */
  readonly check: (text: string) => string | undefined;
}

export interface Dialogs {
  choose<Item extends DialogItem>(items: readonly Item[], title: string, placeHolder: string): PromiseLike<Item | undefined>;
  askText(question: TextQuestion): PromiseLike<string | undefined>;
  /** Field by field, with a way back. */
  askFields(walk: PromptWalk, title: string, check: CheckValue): Promise<ParameterValues | undefined>;
  /** In a window of its own; true: the button was pressed. */
  confirm(message: string, detail: string, button: string): PromiseLike<boolean>;
  /** In a corner; true: the button was pressed. */
  tell(message: string, button?: string): PromiseLike<boolean>;
  /** Absolute paths of a file to write, which may be there, and of one to read. */
  saveFile(name: string, title: string): PromiseLike<string | undefined>;
  openFile(title: string): PromiseLike<string | undefined>;
  copy(text: string): PromiseLike<void>;
  /** For a moment, in the status bar. */
  mention(message: string): void;
}

/** The engine of the folder that a dialogue is about. */
export type DialogueEngine = Pick<EngineLink, "uri" | "name" | "request" | "mirror">;
