import { fstatSync } from "node:fs";
import { logLimitMessage } from "../../journal/log-limit.ts";

/**
 * Lets what a process prints into a file grow to a limit: a runner's output goes to `stdio.log`, which holds the console's
 * lines once more. What goes to a terminal or a pipe is somebody else's.
 */
export function limitOutput(stream: NodeJS.WriteStream & { readonly fd?: number }, limitBytes: number): void {
  if (stream.fd === undefined || !fstatSync(stream.fd).isFile()) return;
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  let bytes = 0;
  stream.write = (chunk: unknown, ...others: unknown[]): boolean => {
    if (bytes < limitBytes) {
      bytes += typeof chunk === "string" ? Buffer.byteLength(chunk) : chunk instanceof Uint8Array ? chunk.byteLength : 0;
      const isWritten = write(chunk, ...others);
      if (bytes >= limitBytes) write(`\n${logLimitMessage("This output", limitBytes)}\n`);
      return isWritten;
    }
    // Whoever waits for the write goes on.
    for (const other of others) if (typeof other === "function") queueMicrotask(() => void (other as () => void)());
    return true;
  };
}
