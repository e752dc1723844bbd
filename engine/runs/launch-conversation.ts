import { FlowNotFoundError, MillraceError, UsageError } from "../../core/protocol/errors.ts";
import type { LauncherMessage, RunnerMessage, RunnerMode } from "../../core/protocol/launch.ts";
import type { StoredValue } from "../../core/states/stored-value.ts";

export interface Launch {
  readonly directory: string;
  readonly mode: RunnerMode;
  /** Asked by a runner whose function has parameters, while none were given. @throws UsageError: the run is off. */
  readonly onNeedsParameters: (flow: string) => Promise<Readonly<Record<string, StoredValue>>>;
  /** True for a directory that was made for this launch, and goes if nothing is recorded. */
  readonly isNew: boolean;
}

/** What a runner says arrives here, and what it is answered goes out. */
export interface LaunchChannel {
  onMessage(listener: (message: unknown) => void): void;
  /** To a runner that is gone by now, nothing: that is noticed by its end. */
  send(message: LauncherMessage): void;
}

/** Talks with a runner until its run has begun; fulfils with the run's socket. @throws whatever it refused the request with. */
export async function converse(channel: LaunchChannel, launch: Launch): Promise<string> {
  return new Promise((resolve, reject) => {
    channel.onMessage((message) => {
      if (!isRunnerMessage(message)) return;
      if (message.type === "refused") reject(refusal(message));
      else if (message.type === "started") resolve(message.socket);
      else launch.onNeedsParameters(message.exportName ?? message.flow).then((parameters) => channel.send({ type: "parameters", parameters }), reject);
    });
  });
}

type Said = Exclude<RunnerMessage, { readonly type: "hello" }>;

function refusal({ code, message, hint }: RunnerMessage & { readonly type: "refused" }): MillraceError {
  const use = new UsageError(message, hint ?? undefined);
  if (code === use.code) return use;
  const notFound = new FlowNotFoundError(message, hint ?? undefined);
  if (code === notFound.code) return notFound;
  return new MillraceError(code, message, hint === null ? {} : { hint });
}

function isRunnerMessage(message: unknown): message is Said {
  if (typeof message !== "object" || message === null || !("type" in message)) return false;
  return message.type === "refused" || message.type === "needsParameters" || message.type === "started";
}
