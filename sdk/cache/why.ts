/** The sentences that say why a call was or was not answered from the cache. Pure: records and keys in, text out. */
import { hash } from "node:crypto";
import { formatDuration } from "../../core/base/duration.ts";
import type { KeyedOrigin, KeyedRecord } from "../../journal/keyed/keyed-record.ts";
import type { CallKey } from "./call-key.ts";
import type { KeyParts } from "./policy.ts";

const longestKey = 100;

/** Such as `Cached: its inputs equal those of getStars-0 of run brisk-heron, 2m 05s ago.` */
export function whyAnswered(key: CallKey, record: KeyedRecord, nowUs: number, rootId: string): string {
  const ago = `${formatDuration(Math.max(0, nowUs - record.at) / 1_000)} ago`;
  const { origin } = record;
  if (key.parts === null || origin === null) {
    const by = origin === null ? "" : ` by ${originText(origin, rootId)}`;
    return `Cached: a result was kept under its key ${shownKey(key)}${by}, ${ago}.`;
  }
  const kinds = kindsOf(key.parts);
  const equal = kinds.length > 1 || kinds[0]?.endsWith("s") === true ? "equal those of" : "equals that of";
  return `Cached: its ${listed(kinds)} ${equal} ${originText(origin, rootId)}, ${ago}.`;
}

export function whyExpired(record: KeyedRecord, nowUs: number): string {
  const sinceMs = (nowUs - (record.expiresAt ?? nowUs)) / 1_000;
  return `what was kept under its key expired ${formatDuration(Math.max(0, sinceMs))} ago`;
}

/** `latest`: what the task kept last, whatever its key. */
export function whyMissed(key: CallKey, latest: KeyedRecord | null, rootId: string): string {
  if (key.parts === null) return `nothing is kept under its key ${shownKey(key)}`;
  if (latest === null || latest.parts === null || latest.origin === null) return "nothing has been kept under its key yet";
  const changed = changedParts(key.parts, latest.parts);
  if (changed.length === 0) return `what ${originText(latest.origin, rootId)} kept under its key is gone`;
  return `${listed(changed)} changed since ${originText(latest.origin, rootId)}`;
}

/** A key of the user's may be of any length; whole it stands with the run. */
function shownKey({ text }: CallKey): string {
  return text.length > longestKey ? `"${text.slice(0, longestKey)}…" (${text.length} characters)` : `"${text}"`;
}

/** What a record keeps of the parts of its key: enough to tell which one has changed. */
export function hashParts(parts: KeyParts | null): Readonly<Record<string, string>> | null {
  if (parts === null) return null;
  return Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, partHash(text)]));
}

function changedParts(parts: KeyParts, before: Readonly<Record<string, string>>): string[] {
  const names = new Set([...Object.keys(parts), ...Object.keys(before)]);
  return [...names].filter((name) => parts[name] === undefined || partHash(parts[name]) !== before[name]);
}

function partHash(text: string): string {
  return hash("sha256", text).slice(0, 16);
}

/** The kinds of a key's parts, in order and once each: `inputs`, `source`, `run`, `flow parameters`. */
function kindsOf(parts: KeyParts): string[] {
  const kinds = new Set<string>();
  for (const name in parts) kinds.add(name.startsWith("input ") ? "inputs" : name.startsWith("flow parameter ") ? "flow parameters" : name);
  return [...kinds];
}

function originText(origin: KeyedOrigin, rootId: string): string {
  return origin.runId === rootId ? `${origin.taskRun} of this run` : `${origin.taskRun} of run ${origin.run}`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
