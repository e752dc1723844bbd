import type { LogLevel } from "../../core/records/log-record.ts";
import { currentContext } from "../run/context.ts";
import { knownSecrets } from "../secrets/known-secrets.ts";
import { sharedState } from "../shared-state.ts";

const longestLine = 64 * 1_024;

/**
 * Makes what user code writes to stdout and stderr by itself (a child's output piped through, a progress bar) part of
 * the run's log, line by line. For a runner, whose own output goes to a file that nobody watches.
 */
export function captureStreams(): void {
  sharedState().capturesStreams = true;
  captureStream(process.stdout, "info");
  captureStream(process.stderr, "warn");
}

function captureStream(stream: NodeJS.WriteStream, level: LogLevel): void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  let rest = "";
  const take = (chunk: unknown): void => {
    const { restoreConsole } = sharedState();
    // The console has logged its own lines already.
    if (restoreConsole.isPrinting) return;
    const context = currentContext();
    if (context?.logPrints !== true || context.root.isClosed) return;
    const lines = (rest + textOf(chunk)).split("\n");
    rest = (lines.pop() ?? "").slice(-longestLine);
    for (const line of lines) if (line !== "") context.root.log(level, line, context);
  };
  stream.write = (chunk: unknown, ...others: unknown[]): boolean => {
    take(chunk);
    return write(withoutSecrets(chunk), ...others);
  };
}

function textOf(chunk: unknown): string {
  if (typeof chunk === "string") return chunk;
  return chunk instanceof Uint8Array ? Buffer.from(chunk).toString("utf8") : "";
}

/** One that comes in two pieces is not found. */
function withoutSecrets(chunk: unknown): unknown {
  const { redactor } = knownSecrets();
  if (redactor.isEmpty) return chunk;
  const text = textOf(chunk);
  return redactor.has(text) ? redactor.redact(text) : chunk;
}
