/** What the editor asks of the engine about things that all runs of the workspace share; part of `editor-api.ts`. */
import type { Json } from "../states/stored-value.ts";
import type { LimitDocument, VariableDocument } from "./shared-document.ts";

export interface SharedRequests {
  /** Replaces the secrets that runs are given as they start, by name; they stay in memory. Runs that go on keep theirs. */
  readonly "millrace/setSecrets": { readonly params: { readonly secrets: Readonly<Record<string, string>> }; readonly result: null };
  /** Concurrency limits and variables as they are now; from here on `millrace/sharedChanged` tells of changes. */
  readonly "millrace/shared": { readonly params: Record<string, never>; readonly result: SharedSnapshot };
  /** Makes a limit, or changes it. `decayPerSecond`: slots that come free by themselves; `null` or 0: none. */
  readonly "millrace/setLimit": { readonly params: { readonly name: string; readonly limit: number; readonly decayPerSecond: number | null }; readonly result: LimitDocument };
  /** False: there was none. */
  readonly "millrace/deleteLimit": { readonly params: { readonly name: string }; readonly result: boolean };
  readonly "millrace/setVariable": {
    readonly params: { readonly name: string; readonly value: Json; readonly tags: readonly string[]; readonly overwrite: boolean };
    readonly result: VariableDocument;
  };
  /** False: there was none. */
  readonly "millrace/deleteVariable": { readonly params: { readonly name: string }; readonly result: boolean };
}

export interface SharedEvents {
  /** The whole of it, after each change, at most ten a second; only once `millrace/shared` has been asked. */
  readonly "millrace/sharedChanged": SharedSnapshot;
}

export interface SharedSnapshot {
  readonly limits: readonly LimitDocument[];
  readonly variables: readonly VariableDocument[];
}
