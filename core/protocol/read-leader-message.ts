/** Reads what comes over a leader's socket: nothing of it is used before it is what the protocol says. */
import type { HeldSlots, Limit, SlotHolder, SlotRequest } from "../limits/slots.ts";
import type { Json } from "../states/stored-value.ts";
import type { LeaderHello, VariableOrder } from "./leader-api.ts";

type Fields = { readonly [field: string]: unknown };

export function readFields(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

export function readHello(value: unknown): LeaderHello | null {
  const fields = readFields(value);
  if (fields === null || !isCount(fields["protocol"])) return null;
  const { protocol, version, client, role, holds } = fields;
  // What another version of the protocol says beyond these is its own.
  const known = { protocol, version: isText(version) ? version : "of another version" };
  if (!isText(client) || (role !== "client" && role !== "observer") || !Array.isArray(holds)) return { ...known, client: "", role: "observer", holds: [] };
  return { ...known, client, role, holds: holds.map(readHeld).filter((each) => each !== null) };
}

export function readSlotRequest(value: unknown): SlotRequest | null {
  const fields = readFields(value);
  if (fields === null) return null;
  const { token, names, occupy, mode, strict } = fields;
  const holder = readHolder(fields["holder"]);
  const isRequest = isText(token) && isTexts(names) && isCount(occupy) && occupy >= 1 && (mode === "hold" || mode === "rate") && typeof strict === "boolean";
  return isRequest && holder !== null ? { token, names, occupy, mode, strict, holder } : null;
}

export function readLimit(value: unknown): Limit | null {
  const fields = readFields(value);
  if (fields === null) return null;
  const { name, limit, decayPerSecond } = fields;
  const isDecay = decayPerSecond === null || typeof decayPerSecond === "number";
  return isText(name) && typeof limit === "number" && isDecay ? { name, limit, decayPerSecond } : null;
}

export function readVariableOrder(value: unknown): VariableOrder | null {
  const fields = readFields(value);
  if (fields === null) return null;
  const { name, tags, overwrite, token } = fields;
  if (!isText(name) || !isTexts(tags) || typeof overwrite !== "boolean" || !isText(token) || !("value" in fields)) return null;
  // It came as JSON.
  return { name, value: fields["value"] as Json, tags, overwrite, token };
}

export function readNameAndToken(value: unknown): { readonly name: string; readonly token: string } | null {
  const fields = readFields(value);
  return fields !== null && isText(fields["name"]) && isText(fields["token"]) ? { name: fields["name"], token: fields["token"] } : null;
}

function readHeld(value: unknown): HeldSlots | null {
  const fields = readFields(value);
  if (fields === null) return null;
  const { token, names, occupy, since } = fields;
  const holder = readHolder(fields["holder"]);
  return isText(token) && isTexts(names) && isCount(occupy) && isCount(since) && holder !== null ? { token, names, occupy, since, holder } : null;
}

function readHolder(value: unknown): SlotHolder | null {
  const fields = readFields(value);
  if (fields === null) return null;
  const { host, bootId, pid, socket, client, runId, runName, taskRunId, taskRunName } = fields;
  const isProcess = isText(host) && isText(bootId) && isCount(pid) && isTextOrNull(socket) && isText(client);
  const isRun = isTextOrNull(runId) && isTextOrNull(runName) && isTextOrNull(taskRunId) && isTextOrNull(taskRunName);
  return isProcess && isRun ? { host, bootId, pid, socket, client, runId, runName, taskRunId, taskRunName } : null;
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

/** A whole number ≥ 0. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
