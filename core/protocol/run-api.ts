/**
 * JSON-RPC (vscode-jsonrpc) on the socket of a run's owner. Anyone of the same user may connect; a bare connection
 * that asks nothing is a probe.
 */
export interface RunApi {
  /** Asks the run to end as Cancelled. Answers at once; the run ends when its code has stopped, or is stopped. */
  "run/cancel": { readonly params: { readonly reason: string | null }; readonly result: { readonly accepted: boolean } };
  /** From now on the caller hears `run/appended`. */
  "run/subscribe": { readonly params: Record<string, never>; readonly result: { readonly bytes: number } };
}

/** Notifications of the owner to those who subscribed. */
export interface RunEvents {
  /** The run's files have grown; at most 20 a second. */
  "run/appended": Record<string, never>;
}
