/**
 * The one place that knows the webview UI toolkit. Its elements bear a prefix of ours, since other sets of elements use
 * the same names. Registered in the main bundle, before the page's `load`: later it would not see the theme.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeBadge,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeProgressRing,
  vsCodeTextArea,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";
import { after } from "../timers.ts";
import { fill, icon, make, setAttributes, type Child } from "./dom.ts";

export function registerToolkit(): void {
  const components = [vsCodeBadge, vsCodeButton, vsCodeCheckbox, vsCodeDropdown, vsCodeOption, vsCodePanels, vsCodePanelTab, vsCodePanelView, vsCodeProgressRing, vsCodeTextArea, vsCodeTextField];
  provideVSCodeDesignSystem()
    .withPrefix("tk")
    .register(...components.map((component) => component()));
  // Loaded after the page, it would keep its built-in dark colours until the next change of theme.
  if (document.readyState === "complete") window.dispatchEvent(new Event("load"));
}

export interface ButtonOptions {
  readonly label: string;
  readonly onClick: () => void;
}

/** A square button with an icon; the label is its tooltip and its name. */
export function iconButton(iconName: string, { label, onClick }: ButtonOptions): HTMLElement {
  const button = make("tk-button", { appearance: "icon", "aria-label": label, title: label }, icon(iconName));
  button.addEventListener("click", onClick);
  return button;
}

export function setIconButton(button: HTMLElement, iconName: string, label: string): void {
  setAttributes(button, { "aria-label": label, title: label });
  fill(button, icon(iconName));
}

/** An icon button that is on or off. */
export function toggleButton(iconName: string, { label, onClick }: ButtonOptions): { readonly element: HTMLElement; readonly set: (isOn: boolean) => void } {
  const element = iconButton(iconName, { label, onClick });
  element.classList.add("toggle");
  return { element, set: (isOn) => setAttributes(element, { "aria-pressed": String(isOn) }) };
}

export function textButton(appearance: "primary" | "secondary", { label, onClick }: ButtonOptions): HTMLElement {
  const button = make("tk-button", { appearance }, label);
  button.addEventListener("click", onClick);
  return button;
}

/** A text field that tells of each change as it is typed. */
export function searchField(placeholder: string, onInput: (text: string) => void): TextPart {
  return textInput({ label: placeholder, placeholder, isLong: false }, onInput);
}

export interface TextPart {
  readonly element: HTMLElement;
  readonly set: (text: string) => void;
}

/** `isLong`: of several lines. */
export function textInput({ label, placeholder, isLong }: { readonly label: string; readonly placeholder: string; readonly isLong: boolean }, onInput: (text: string) => void): TextPart {
  const element = (isLong ? make("tk-text-area", { placeholder, rows: 2, resize: "vertical", class: "text-long" }) : make("tk-text-field", { placeholder, size: 1 })) as HTMLElement & { value: string };
  // As soon as it is in the document it calls itself "Text field", whatever it was called before.
  after(0, () => setAttributes(element, { "aria-label": label }));
  element.addEventListener("input", () => onInput(element.value));
  return {
    element,
    set(text) {
      if (element.value !== text) element.value = text;
    },
  };
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface DropdownPart {
  readonly element: HTMLElement;
  set(choices: readonly Choice[], value: string): void;
}

export function dropdown(label: string, onChange: (value: string) => void): DropdownPart {
  const element = make("tk-dropdown", { "aria-label": label, title: label }) as HTMLElement & { value: string };
  let shown = "";
  element.addEventListener("change", () => onChange(element.value));
  return {
    element,
    set(choices, value) {
      const key = JSON.stringify(choices);
      if (key !== shown) {
        shown = key;
        fill(element, ...choices.map((choice) => make("tk-option", { value: choice.value }, choice.label)));
      }
      if (element.value !== value) element.value = value;
    },
  };
}

export function badge(text: string): HTMLElement {
  return make("tk-badge", {}, text);
}

export function checkbox(label: string, onChange: (isChecked: boolean) => void): { readonly element: HTMLElement; readonly set: (isChecked: boolean) => void } {
  const element = make("tk-checkbox", {}, label) as HTMLElement & { checked: boolean };
  element.addEventListener("change", () => onChange(element.checked));
  return {
    element,
    set(isChecked) {
      if (element.checked !== isChecked) element.checked = isChecked;
    },
  };
}

export function progressRing(label: string): HTMLElement {
  return make("tk-progress-ring", { "aria-label": label });
}

export interface TabPanel {
  readonly id: string;
  readonly label: string;
  readonly content: HTMLElement;
}

/** Tabs with their panels; `end` stands at the right of the tabs. */
export function tabPanels(label: string, panels: readonly TabPanel[], end: Child, onChange: (id: string) => void): { readonly element: HTMLElement; readonly set: (id: string) => void } {
  const element = make(
    "tk-panels",
    { "aria-label": label },
    ...panels.map(({ id, label: name }) => make("tk-panel-tab", { id }, name)),
    ...panels.map(({ id, content }) => make("tk-panel-view", { id: `${id}-view` }, content)),
    make("div", { slot: "end", class: "tab-actions" }, end),
  ) as HTMLElement & { activeid: string };
  let current: string | undefined;
  element.addEventListener("change", () => {
    const { activeid } = element;
    if (activeid === current || !panels.some(({ id }) => id === activeid)) return;
    current = activeid;
    onChange(activeid);
  });
  return {
    element,
    set(id) {
      if (current === id) return;
      current = id;
      element.setAttribute("activeid", id);
    },
  };
}
