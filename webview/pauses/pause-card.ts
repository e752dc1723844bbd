/** A pause under the run's header: what somebody is asked, a form for the answer, and the buttons that give it. */
import { untilWords } from "../../core/presentation/waiting-words.ts";
import type { FormTexts } from "../../core/presentation/input-form.ts";
import type { PausedFlowRun } from "../../core/protocol/pause-api.ts";
import type { Answered, PauseForm } from "../model/pauses.ts";
import { fill, icon, make, setText } from "../parts/dom.ts";
import { textButton } from "../parts/toolkit.ts";
import { minutesFromUtc, nowUs } from "../timers.ts";
import { fieldControl, type FieldControl } from "./field-control.ts";

export interface PauseCardPorts {
  /** What was typed into this form in an earlier life of the view. */
  readonly texts: FormTexts;
  readonly typed: (texts: FormTexts) => void;
  readonly answer: (texts: FormTexts) => Promise<Answered>;
  readonly cancelRun: () => void;
  /** Of the root run: a pause of another flow run says whose it is. */
  readonly rootName: string;
}

export class PauseCard {
  readonly element: HTMLElement;
  readonly form: PauseForm;
  readonly #ports: PauseCardPorts;
  readonly #controls: ReadonlyMap<string, FieldControl>;
  readonly #problem = make("div", { class: "pause-problem", role: "alert", hidden: true });
  readonly #submit: HTMLElement;
  readonly #hint = make("div", { class: "dim", hidden: true }, "Trust this folder to answer: a flow is code.");
  #texts: FormTexts;
  #isBusy = false;

  constructor(form: PauseForm, ports: PauseCardPorts) {
    this.form = form;
    this.#ports = ports;
    this.#texts = ports.texts;
    const { fields, pause } = form;
    this.#controls = new Map(fields.map((field) => [field.step.name, fieldControl(field, ports.texts[field.step.name] ?? field.first, (text) => this.#type(field.step.name, text))]));
    this.#submit = textButton("primary", { label: pause.schema === null || fields.length === 0 ? "Approve" : "Submit", onClick: () => void this.#answer() });
    const words = titleOf(pause);
    this.element = make(
      "section",
      { class: "pause-card", "aria-label": `Waits for you: ${words}`, tabindex: -1 },
      make("div", { class: "pause-head" }, make("span", { class: "state state-paused" }, icon("debug-pause")), make("span", { class: "pause-title" }, words)),
      make("div", { class: "pause-facts dim" }, factsOf(pause, ports.rootName)),
      ...[...this.#controls.values()].map(({ element }) => element),
      this.#problem,
      make("div", { class: "pause-buttons" }, this.#submit, textButton("secondary", { label: "Cancel run", onClick: ports.cancelRun })),
      this.#hint,
    );
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
  }

  update(canRun: boolean): void {
    this.#hint.hidden = canRun;
    this.#submit.toggleAttribute("disabled", !canRun || this.#isBusy);
  }

  focus(): void {
    const [first] = this.#controls.values();
    if (first === undefined) this.#submit.focus();
    else first.focus();
    this.element.scrollIntoView({ block: "nearest" });
  }

  #type(name: string, text: string): void {
    this.#texts = { ...this.#texts, [name]: text };
    this.#controls.get(name)?.setProblem(undefined);
    this.#ports.typed(this.#texts);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || this.#submit.hasAttribute("disabled")) return;
    const target = event.composedPath()[0];
    const isLine = target instanceof HTMLInputElement && target.type !== "checkbox";
    if (!isLine && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    void this.#answer();
  }

  async #answer(): Promise<void> {
    if (this.#isBusy) return;
    this.#setBusy(true);
    const answered = await this.#ports.answer(this.#texts);
    // Taken: the form goes as soon as the run says so.
    if (answered.kind === "goesOn") return;
    this.#setBusy(false);
    for (const [name, control] of this.#controls) control.setProblem(answered.problems.get(name));
    const whole = answered.problems.get("");
    this.#problem.hidden = whole === undefined;
    setText(this.#problem, whole ?? "");
    const wrong = [...this.#controls].find(([name]) => answered.problems.has(name));
    if (wrong === undefined) this.#submit.focus();
    else wrong[1].focus();
  }

  #setBusy(isBusy: boolean): void {
    this.#isBusy = isBusy;
    this.#submit.toggleAttribute("disabled", isBusy);
    this.element.setAttribute("aria-busy", String(isBusy));
    if (isBusy) this.#problem.hidden = true;
  }
}

function titleOf({ description, key }: PausedFlowRun): string {
  return description ?? key ?? "Waits for you";
}

function factsOf({ kind, name, flow, timeoutAt }: PausedFlowRun, rootName: string): string {
  const whose = name === rootName ? "" : ` · ${flow} ${name}`;
  const state = kind === "suspended" ? "suspended: an answer starts it again" : "waits for you";
  const until = timeoutAt === null ? null : Date.parse(timeoutAt) * 1_000;
  return `${state}${untilWords({ timeoutAt: until }, nowUs(), minutesFromUtc())}${whose}`;
}

/** The cards of the run that is shown. */
export function showCards(element: HTMLElement, cards: readonly PauseCard[]): void {
  const shown = cards.map((card) => card.element);
  element.hidden = shown.length === 0;
  // One that is in its place keeps its focus.
  if (shown.length !== element.children.length || shown.some((one, index) => element.children[index] !== one)) fill(element, ...shown);
}
