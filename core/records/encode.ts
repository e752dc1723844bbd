/**
 * Records as text. The three records that every task run writes are put together by hand: `JSON.stringify` of an
 * object built for the purpose costs more than the rest of a task's bookkeeping together.
 */
import type { StoredValue } from "../states/stored-value.ts";
import type { DependencyRecord, RunRecordBody, SetRecord, TaskRunRecord } from "./run-record.ts";

/**
 * Makes lines of one owner's records. Keeps what lines of one second share as one piece of text: turning 16 digits into
 * text is slow, and every piece more is an object of its own until the lines are written.
 */
export class RecordEncoder {
  readonly #generation: number;
  #second = -1;
  /** From behind the number up to the second of the time. */
  #middle = "";

  constructor(generation: number) {
    this.#generation = generation;
  }

  /** The line of a record, with its newline; `body` as `encodeBody` makes it. */
  line(n: number, at: number, body: string): string {
    const second = Math.floor(at / 1e6);
    if (second !== this.#second) {
      this.#second = second;
      // The first second of 1970, on a test's clock: its text would begin with a nought.
      this.#middle = `,"g":${this.#generation},"at":${second === 0 ? "" : second}`;
    }
    const micros = at - second * 1e6;
    const rest = micros >= 100_000 || second === 0 ? String(micros) : String(1e6 + micros).slice(1);
    return `{"n":${n}${this.#middle}${rest},${body}\n`;
  }
}

/** A record's own fields, from behind the opening brace up to and with the closing one. */
export function encodeBody(record: RunRecordBody): string {
  return JSON.stringify(record).slice(1);
}

type Numbers = "task" | "def" | "no";

/** A task run's fields. They may be given as `undefined`: objects of one shape are read faster, and this is read for every run. */
export type TaskRunFields = Pick<TaskRunRecord, Numbers> & {
  readonly [Key in Exclude<keyof TaskRunRecord, Numbers | "k" | "in">]?: TaskRunRecord[Key] | undefined;
};

/** Like `encodeBody`, for a task run whose inputs are encoded already. */
export function encodeTaskRun(record: TaskRunFields, inputs: string | undefined): string {
  let text = `"k":"task","task":${record.task},"def":${record.def},"no":${record.no}`;
  if (record.name !== undefined) text += `,"name":${JSON.stringify(record.name)}`;
  if (record.site !== undefined) text += `,"site":${record.site}`;
  if (record.run !== undefined) text += `,"run":${record.run}`;
  if (record.parent !== undefined) text += `,"parent":${record.parent}`;
  if (inputs !== undefined) text += `,"in":${inputs}`;
  if (record.dep !== undefined) text += `,"dep":${encodeDependencies(record.dep)}`;
  if (record.tags !== undefined) text += `,"tags":${JSON.stringify(record.tags)}`;
  if (record.key !== undefined) text += `,"key":${JSON.stringify(record.key)}`;
  if (record.why !== undefined) text += `,"why":${JSON.stringify(record.why)}`;
  if (record.child !== undefined) text += `,"child":${record.child}`;
  if (record.gen === 1) text += ',"gen":1';
  if (record.ck !== undefined) text += `,"ck":${JSON.stringify(record.ck)}`;
  if (record.rk !== undefined) text += `,"rk":${JSON.stringify(record.rk)}`;
  if (record.from !== undefined) text += `,"from":${record.from}`;
  return record.s === 1 ? `${text},"s":1}` : `${text}}`;
}

export function encodeStart(task: number): string {
  return `"k":"start","task":${task}}`;
}

/** A run of an earlier attempt goes on; `isAnswer`: its recorded result is the answer. */
export function encodeReuse(task: number, attempt: number, site: number | undefined, isAnswer: boolean): string {
  const place = site === undefined ? "" : `,"site":${site}`;
  return `"k":"reuse","task":${task},"attempt":${attempt}${place}${isAnswer ? ',"c":1' : ""}}`;
}

/** What became known of a pending task run; `undefined` when there is nothing to add. */
export function encodeTaskSet(record: Omit<SetRecord, "k" | "in" | "run" | "params">, inputs: string | undefined): string | undefined {
  let text = `"k":"set","task":${record.task}`;
  const bare = text.length;
  if (record.name !== undefined) text += `,"name":${JSON.stringify(record.name)}`;
  if (inputs !== undefined) text += `,"in":${inputs}`;
  if (record.dep !== undefined) text += `,"dep":${encodeDependencies(record.dep)}`;
  if (record.key !== undefined) text += `,"key":${JSON.stringify(record.key)}`;
  if (record.why !== undefined) text += `,"why":${JSON.stringify(record.why)}`;
  if (record.ck !== undefined) text += `,"ck":${JSON.stringify(record.ck)}`;
  if (record.rk !== undefined) text += `,"rk":${JSON.stringify(record.rk)}`;
  if (record.from !== undefined) text += `,"from":${record.from}`;
  return text.length === bare ? undefined : `${text}}`;
}

export function encodeDone(task: number, result: string | undefined): string {
  return result === undefined ? `"k":"done","task":${task}}` : `"k":"done","task":${task},"r":${result}}`;
}

/** An item of a generator; `value` is the JSON text of a stored value, `undefined` for `undefined`. */
export function encodeItem(subject: "task" | "run", number: number, value: string | undefined): string {
  return value === undefined ? `"k":"item","${subject}":${number}}` : `"k":"item","${subject}":${number},"v":${value}}`;
}

/** A task run that is answered from the cache; `result` is encoded already. */
export function encodeCached(task: number, at: number, result: string | undefined, why: string): string {
  const value = result === undefined ? "" : `,"result":${result}`;
  return `"k":"state","task":${task},"state":{"type":"COMPLETED","name":"Cached","at":${at},"message":null${value},"why":${JSON.stringify(why)}}}`;
}

export function encodeStored(value: StoredValue): string {
  return JSON.stringify(value);
}

function encodeDependencies(dependencies: readonly DependencyRecord[]): string {
  return JSON.stringify(dependencies);
}
