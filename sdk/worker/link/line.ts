/** One end of the line between a flow's process and a worker, for one job. */
export interface Line<Out, In> {
  /** @throws DataCloneError, or an error of serialisation, for what cannot cross. */
  send(message: Out): void;
  listen(listener: (message: In) => void): void;
  /** Nothing more comes, nothing more goes. */
  close(): void;
}

/** On a line between processes, which all jobs of a worker share, a message says whose it is. */
export interface Addressed<Message> {
  readonly job: number;
  readonly message: Message;
}

export function isAddressed<Message>(value: unknown, job: number): value is Addressed<Message> {
  return typeof value === "object" && value !== null && "job" in value && value.job === job && "message" in value;
}
