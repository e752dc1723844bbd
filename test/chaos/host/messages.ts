/** What a host (a process with an engine in it, as a command is) is asked, and what it answers. */
import type { FlowRunDocument, RunDocument } from "../../../core/protocol/run-document.ts";
import type { LimitDocument } from "../../../core/protocol/shared-document.ts";
import type { Json } from "../../../core/states/stored-value.ts";

export interface HostRequests {
  readonly start: { readonly params: { readonly file: string; readonly flow: string }; readonly result: { readonly id: string } };
  readonly resume: { readonly params: { readonly run: string; readonly given: number | null }; readonly result: { readonly id: string } };
  readonly retry: { readonly params: { readonly run: string }; readonly result: { readonly id: string } };
  readonly rerun: { readonly params: { readonly run: string; readonly onlyFailed: boolean }; readonly result: { readonly id: string } };
  readonly prune: { readonly params: { readonly maxRuns: number }; readonly result: number };
  readonly setLimit: { readonly params: { readonly name: string; readonly limit: number }; readonly result: LimitDocument };
  readonly limits: { readonly params: Record<string, never>; readonly result: readonly LimitDocument[] };
  readonly cancel: { readonly params: { readonly run: string }; readonly result: FlowRunDocument };
  readonly delete: { readonly params: { readonly run: string }; readonly result: FlowRunDocument };
  readonly list: { readonly params: Record<string, never>; readonly result: readonly FlowRunDocument[] };
  readonly show: { readonly params: { readonly run: string }; readonly result: RunDocument };
  readonly logs: { readonly params: { readonly run: string }; readonly result: number };
  readonly query: { readonly params: { readonly sql: string }; readonly result: readonly (readonly Json[])[] };
}

export type HostMethod = keyof HostRequests;

export interface HostRequest {
  readonly id: number;
  readonly method: HostMethod;
  readonly params: unknown;
}

export interface HostFailure {
  /** `null` for an error that is none of Millrace's. */
  readonly code: string | null;
  readonly message: string;
}

export type HostMessage =
  | { readonly type: "answer"; readonly id: number; readonly result: unknown }
  | { readonly type: "failure"; readonly id: number; readonly failure: HostFailure }
  /** A run that this host started, or resumed, has ended as its engine has it; `failure` when the engine cannot say. */
  | { readonly type: "ended"; readonly run: string; readonly state: string | null; readonly failure: HostFailure | null };
