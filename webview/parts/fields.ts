/** Fields of forms: each holds a text, tells of each change, and can be marked as wrong. */
import { setAttributes } from "./dom.ts";
import { checkbox, dropdown, textInput, type Choice } from "./toolkit.ts";

export interface FieldPart {
  readonly element: HTMLElement;
  setInvalid(isInvalid: boolean): void;
}

export interface TextFieldOptions {
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  /** Several lines, in the editor's font. */
  readonly isLong: boolean;
}

export function textField({ text, ...options }: TextFieldOptions, onInput: (text: string) => void): FieldPart {
  const { element, set } = textInput(options, onInput);
  set(text);
  return markable(element);
}

export function checkField(label: string, isChecked: boolean, onChange: (isChecked: boolean) => void): FieldPart {
  const { element, set } = checkbox(label, onChange);
  set(isChecked);
  return markable(element);
}

export function choiceField(label: string, choices: readonly Choice[], value: string, onChange: (value: string) => void): FieldPart {
  const { element, set } = dropdown(label, onChange);
  set(choices, value);
  return markable(element);
}

function markable(element: HTMLElement): FieldPart {
  return { element, setInvalid: (isInvalid) => setAttributes(element, { "aria-invalid": String(isInvalid) }) };
}
