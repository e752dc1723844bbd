/**
 * JSON-RPC (vscode-jsonrpc) on the socket of a workspace's leader (J8): the one process that writes what all engines, runs
 * and commands of the workspace share. Anyone of the same user may connect; a bare connection that asks nothing is a probe.
 *
 * A1. The first request of a connection is `leader/hello`.
 * A2. Every request may be sent again, to the next leader too, when its answer was lost: what must not happen twice has a
 *     token by which a repetition is known.
 * A3. What a connection holds or waits for is its client's: when it closes, all of it is free at once.
 */
import type { Limit, HeldSlots, SlotAnswer, SlotRequest } from "../limits/slots.ts";
import type { Json } from "../states/stored-value.ts";
import type { LimitDocument, VariableDocument } from "./shared-document.ts";

/** The version of this protocol. Where two meet, the older steps down. */
export const leaderProtocol = 1;

export interface LeaderRequests {
  readonly "leader/hello": { readonly params: LeaderHello; readonly result: LeaderWelcome };
  /** Wants slots. One that waits hears `limits/decided` later. */
  readonly "limits/ask": { readonly params: { readonly request: SlotRequest; readonly since: number | null }; readonly result: SlotAnswer };
  /** Gives slots back, or waits no longer. */
  readonly "limits/release": { readonly params: { readonly token: string }; readonly result: null };
  readonly "limits/list": { readonly params: Record<string, never>; readonly result: readonly LimitDocument[] };
  readonly "limits/set": { readonly params: Limit; readonly result: LimitDocument };
  /** False: there was none. */
  readonly "limits/delete": { readonly params: { readonly name: string }; readonly result: boolean };
  readonly "variables/set": { readonly params: VariableOrder; readonly result: VariableDocument };
  readonly "variables/delete": { readonly params: { readonly name: string; readonly token: string }; readonly result: boolean };
}

/** Notifications of the leader. */
export interface LeaderEvents {
  /** To the client that waits. */
  readonly "limits/decided": { readonly token: string; readonly refusal: string | null };
  /** To observers: something of the limits or of the variables has changed; at most 20 a second. */
  readonly "leader/changed": Record<string, never>;
}

export interface LeaderHello {
  readonly protocol: number;
  /** Of the package, for messages. */
  readonly version: string;
  /** Tells the client from every other, over all its connections. */
  readonly client: string;
  /** An observer holds nothing and keeps no leader alive; it hears `leader/changed`. */
  readonly role: "client" | "observer";
  /** What it holds by the grace of an earlier leader. What is recorded of it beyond that, it has given back. */
  readonly holds: readonly HeldSlots[];
}

export type LeaderWelcome =
  | { readonly kind: "welcome"; readonly protocol: number; readonly version: string; readonly generation: number }
  /** The client is older: it has to be updated. */
  | { readonly kind: "tooOld"; readonly protocol: number; readonly version: string }
  /** The leader is older, and ends now: the client starts one of its own version. */
  | { readonly kind: "stepsDown"; readonly protocol: number; readonly version: string };

export interface VariableOrder {
  readonly name: string;
  readonly value: Json;
  readonly tags: readonly string[];
  readonly overwrite: boolean;
  readonly token: string;
}

/** `data` of a response error: a `MillraceError` by its code. */
export interface LeaderFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}
