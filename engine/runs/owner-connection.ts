/** Import it only when there is somebody to talk to: the protocol takes longer to load than a run to start. */
import { connect } from "node:net";
import { createMessageConnection, ErrorCodes, ResponseError, SocketMessageReader, SocketMessageWriter } from "vscode-jsonrpc/node";
import type { CancelParams, ResumeAnswer, ResumeParams, RunApi, RunEvents } from "../../core/protocol/run-api.ts";

/** The conversation with the owner of a run that lives (`core/protocol/run-api.ts`). */
export interface OwnerConnection {
  /** Asks the run to end as Cancelled; false when the owner did not take it, or is gone. */
  cancel(params: CancelParams): Promise<boolean>;
  /** Answers the pause of a flow run. */
  resume(params: ResumeParams): Promise<OwnerReply>;
  /** From now on `onAppended` is called whenever the run's files have grown. */
  subscribe(onAppended: () => void): Promise<void>;
  /** Fulfils when the connection is over, from whichever side. */
  readonly closed: Promise<void>;
  dispose(): void;
}

export type OwnerReply =
  | ResumeAnswer
  /** The owner lives, and has answered with an error. */
  | { readonly kind: "error"; readonly message: string }
  /** The owner is gone. */
  | { readonly kind: "silent" };

/** Connects to an owner's socket; `undefined` where nobody answers. */
export async function connectToOwner(path: string): Promise<OwnerConnection | undefined> {
  const socket = connect(path);
  const isConnected = await new Promise<boolean>((resolve) => {
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
  });
  if (!isConnected) return undefined;
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
  });
  // An error of the socket closes it, and that is what callers wait for.
  socket.on("error", () => undefined);
  connection.onError(() => undefined);
  connection.listen();
  return {
    closed,
    cancel: async (params) => {
      const answer = connection.sendRequest<RunApi["run/cancel"]["result"]>("run/cancel", params);
      return Promise.race([
        answer.then(
          ({ accepted }) => accepted,
          () => false,
        ),
        closed.then(() => false),
      ]);
    },
    resume: async (params) => {
      const answer = connection.sendRequest<ResumeAnswer>("run/resume" satisfies keyof RunApi, params);
      return Promise.race([answer.catch(replyOfError), closed.then(() => ({ kind: "silent" }) as const)]);
    },
    subscribe: async (onAppended) => {
      connection.onNotification("run/appended" satisfies keyof RunEvents, onAppended);
      const params: RunApi["run/subscribe"]["params"] = {};
      const answer = connection.sendRequest<RunApi["run/subscribe"]["result"]>("run/subscribe", params);
      await Promise.race([answer.catch(() => undefined), closed]);
    },
    dispose: () => {
      connection.dispose();
      socket.destroy();
    },
  };
}

/** What the connection itself says when it has got no answer. */
const unanswered: ReadonlySet<number> = new Set([ErrorCodes.MessageWriteError, ErrorCodes.MessageReadError, ErrorCodes.PendingResponseRejected, ErrorCodes.ConnectionInactive]);

function replyOfError(error: unknown): OwnerReply {
  if (!(error instanceof ResponseError) || unanswered.has(error.code)) return { kind: "silent" };
  // The library says which request it was, and then what its handler has thrown.
  return { kind: "error", message: error.message.replace(/^Request \S+ failed with message: (\S+: )?/, "").replace(/\.$/, "") };
}
