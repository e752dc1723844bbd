/** A field of a form: its name, what it is for, its control, and what is wrong with it. */
import type { FormField } from "../../core/presentation/input-form.ts";
import { make, setText } from "../parts/dom.ts";
import { checkField, choiceField, textField, type FieldPart } from "../parts/fields.ts";

export interface FieldControl {
  readonly element: HTMLElement;
  setProblem(problem: string | undefined): void;
  focus(): void;
}

/** @param text what it holds at first */
export function fieldControl(field: FormField, text: string, onInput: (text: string) => void): FieldControl {
  const { step, isRequired } = field;
  const part = controlOf(field, text, onInput);
  const problem = make("div", { class: "field-problem", role: "alert", hidden: true });
  const isCheck = field.control === "check";
  const head = make(
    "div",
    { class: "field-head", "aria-hidden": "true" },
    make("span", { class: "field-name" }, step.name),
    isRequired ? make("span", { class: "field-required", title: "Has to be given" }, "*") : make("span", { class: "dim field-optional" }, "optional"),
  );
  const about = step.description !== null && make("div", { class: "field-about dim" }, step.description);
  const element = isCheck ? make("div", { class: "field" }, part.element, about, problem) : make("div", { class: "field" }, head, about, part.element, problem);
  return {
    element,
    setProblem(words) {
      problem.hidden = words === undefined;
      setText(problem, words ?? "");
      element.classList.toggle("field-wrong", words !== undefined);
      part.setInvalid(words !== undefined);
    },
    focus: () => part.element.focus(),
  };
}

function controlOf({ step, control, isRequired }: FormField, text: string, onInput: (text: string) => void): FieldPart {
  const { name, input, defaultText, description } = step;
  const label = `${name}${isRequired ? ", required" : ""}${description === null ? "" : `: ${description}`}`;
  if (control === "check") return checkField(name, text === "true", (isChecked) => onInput(String(isChecked)));
  if (input.kind === "pick") {
    const choices = input.choices.map((choice, index) => ({ value: String(index), label: choice.label }));
    const none = isRequired ? "Choose…" : `default: ${defaultText ?? "none"}`;
    return choiceField(label, [...(text === "" || !isRequired ? [{ value: "", label: none.replace("default: undefined", "not given") }] : []), ...choices], text, onInput);
  }
  const placeholder = defaultText === null || defaultText === "undefined" ? input.expected : `default: ${defaultText}`;
  return textField({ label, placeholder, text, isLong: control === "json" }, onInput);
}
