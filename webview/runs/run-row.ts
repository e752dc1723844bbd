import { isWaiting, waitingWords } from "../../core/presentation/waiting-words.ts";
import type { RunSummary } from "../../core/protocol/run-summary.ts";
import { ageWords, durationWords, iconOf, isOver, runDurationUs, stateWords } from "../layout/words.ts";
import { fill, icon, make, setAttributes, setText } from "../parts/dom.ts";
import { minutesFromUtc } from "../timers.ts";

/** A run in the list: state, flow, name, and at the right how long it took and how long ago that was. */
export function runRow(run: RunSummary, now: number, before?: HTMLElement): HTMLElement {
  const element = before ?? emptyRow();
  const [state, label, description, duration, age] = element.children;
  if (state === undefined || label === undefined || description === undefined || duration === undefined || age === undefined) return element;
  const key = `${run.state.type} ${run.state.name} ${isWaiting(run)}`;
  if (state.getAttribute("data-state") !== key) {
    setAttributes(state, { "data-state": key });
    fill(state, stateIcon(run));
  }
  setText(label, run.flow);
  setText(description, run.name);
  setText(duration, isOver(run) ? durationWords(runDurationUs(run, now)) : progressWords(run, now));
  setText(age, isOver(run) ? ageWords(now - (run.endAt ?? run.createdAt)) : "");
  setAttributes(element, { "aria-label": spokenRun(run, now), title: titleOf(run, now) });
  return element;
}

export function stateIcon(run: Pick<RunSummary, "state" | "problem" | "pauses">): HTMLElement {
  const { state, problem } = run;
  if (problem === null && isWaiting(run)) return make("span", { class: "state state-paused" }, icon("debug-pause"));
  if (problem !== null) return make("span", { class: "state state-unknown" }, icon("question"));
  return make("span", { class: `state state-${state.type.toLowerCase()}` }, icon(iconOf(state.type, state.name), state.type === "RUNNING" || state.type === "CANCELLING"));
}

function emptyRow(): HTMLElement {
  return make(
    "div",
    { class: "run-row", role: "option" },
    make("span", { class: "run-state" }),
    make("span", { class: "run-flow" }),
    make("span", { class: "run-name dim" }),
    make("span", { class: "run-duration dim" }),
    make("span", { class: "run-age dim" }),
  );
}

function progressWords(run: RunSummary, now: number): string {
  // For how long stands below, and the name needs the room.
  if (isWaiting(run)) return "waits for you";
  const duration = durationWords(runDurationUs(run, now));
  return run.tasks.total === 0 ? duration : `${run.tasks.completed}/${run.tasks.total} · ${duration}`;
}

function spokenRun(run: RunSummary, now: number): string {
  const words = `${run.flow}, ${run.name}, ${isWaiting(run) ? waitingWords(run, now, minutesFromUtc()) : stateWords(run.state.name)}, ${durationWords(runDurationUs(run, now))}`;
  return isOver(run) ? `${words}, ended ${ageWords(now - (run.endAt ?? run.createdAt))} ago` : words;
}

function titleOf(run: RunSummary, now: number): string {
  const waiting = isWaiting(run) ? `\n${waitingWords(run, now, minutesFromUtc())}` : "";
  const failure = run.failure?.error == null ? "" : `\n${run.failure.error.name}: ${run.failure.error.message}`;
  return `${run.flow} · ${run.name}\n${stateWords(run.state.name)}${waiting}${failure}${run.problem === null ? "" : `\n${run.problem}`}`;
}
