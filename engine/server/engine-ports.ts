import type { Clock } from "../../core/base/clock.ts";
import type { Randomness } from "../../core/base/randomness.ts";
import type { EditorEvents } from "../../core/protocol/editor-api.ts";
import type { SourceProblem } from "../../core/protocol/flow-entry.ts";

/** What the engine of a folder knows of the process and the connection around it. */
export interface EnginePorts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** The version of Millrace that records what the engine writes. */
  readonly version: string;
  readonly send: <Name extends keyof EditorEvents>(name: Name, params: EditorEvents[Name]) => void;
  /** Replaces what the editor shows of a file, given relative to the folder. */
  readonly publishProblems: (file: string, problems: readonly SourceProblem[]) => void;
  /** A failure that nobody's request waits for, and that a person should see at once. */
  readonly showError: (message: string) => void;
  /** To the engine's own log. */
  readonly log: (text: string) => void;
}
