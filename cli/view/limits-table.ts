import { rateText } from "../../core/limits/rate-text.ts";
import type { LimitDocument, SlotsDocument } from "../../core/protocol/shared-document.ts";
import { toLine, type Look } from "./look.ts";
import { tableLines, type Cell, type Column } from "./table.ts";
import { oneLine } from "./text.ts";
import { age, fromIso } from "./time-of-day.ts";

const columns: readonly Column[] = [
  { title: "limit", isFlexible: true },
  { title: "slots", align: "right" },
  { title: "taken", align: "right" },
  { title: "waiting", align: "right" },
  { title: "decay" },
  { title: "held by", isFlexible: true },
];

/** Limits as a table, each further holder in a line of its own, then who waits. */
export function limitLines(limits: readonly LimitDocument[], nowUs: number, look: Look): readonly string[] {
  if (limits.length === 0) return [toLine(look, [{ text: "No limits yet. millrace limits set <name> <n> makes one.", paint: "dim" }])];
  const rows = limits.flatMap((limit): Cell[][] => {
    const isFull = limit.active >= limit.limit;
    const decay = limit.decayPerSecond === null ? "" : rateText(limit.decayPerSecond);
    const [first, ...others] = limit.holders;
    const taken: Cell = isFull ? { text: String(limit.active), paint: "yellow" } : String(limit.active);
    const head: Cell[] = [oneLine(limit.name), String(limit.limit), taken, String(limit.waiting), decay, first === undefined ? "" : holderText(first, nowUs)];
    return [head, ...others.map((holder): Cell[] => ["", "", "", "", "", holderText(holder, nowUs)])];
  });
  const waiters = limits.flatMap(({ name, waiters: list }) => list.map((waiter) => `${holderText(waiter, nowUs)} waits for ${oneLine(name)}`));
  return [...tableLines(columns, rows, look), ...(waiters.length === 0 ? [] : ["", ...waiters])];
}

function holderText({ run, taskRun, pid, occupy, since }: SlotsDocument, nowUs: number): string {
  const who = run === null ? `process ${pid}` : taskRun === null ? oneLine(run) : `${oneLine(run)} (${oneLine(taskRun)})`;
  return `${who}${occupy > 1 ? ` × ${occupy}` : ""}, ${age(fromIso(since), nowUs)}`;
}
