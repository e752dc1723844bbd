/** What the engine and the thread that reads sources say to each other. Paths are absolute, with forward slashes. */
import type { ParametersSchema } from "../../../core/protocol/json-schema.ts";
import type { FlowEntry, SourceProblem, StaticGraph } from "../../../core/protocol/flow-entry.ts";
import type { Discovery, SourcePosition, StaticEdge } from "../discovery.ts";

/** Given to the thread as it starts. */
export interface DiscoveryOptions {
  readonly root: string;
  /** Globs below the root that are not looked into. */
  readonly exclude: readonly string[];
}

/** To the thread. */
export type DiscoveryOrder =
  /** The editor's text of a file wins over the disk; `null`: the editor has it no more. */
  | { readonly type: "buffer"; readonly file: string; readonly text: string | null }
  | { [Kind in QuestionKind]: { readonly type: "ask"; readonly id: number; readonly kind: Kind; readonly question: DiscoveryQuestions[Kind]["question"] } }[QuestionKind];

/** From the thread. */
export type DiscoveryNews =
  /** What files have now, by name relative to the root; all that is not named is as it was. */
  | { readonly type: "found"; readonly files: Readonly<Record<string, FoundInFile>> }
  | { readonly type: "scanned" }
  | { readonly type: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly type: "failed"; readonly id: number; readonly failure: { readonly code: string; readonly message: string; readonly hint: string | null } };

export interface FoundInFile {
  readonly flows: readonly FlowEntry[];
  readonly problems: readonly SourceProblem[];
  readonly syntaxErrors: readonly SourceProblem[];
}

export interface FlowQuestion {
  readonly file: string;
  /** Export's name, else flow's name; `null` for the only one. */
  readonly flow: string | null;
}

export interface DiscoveryQuestions {
  /** A flow as the editor's texts have it. */
  readonly describe: { readonly question: FlowQuestion; readonly answer: { readonly flow: FlowEntry; readonly schema: ParametersSchema } };
  readonly graph: { readonly question: FlowQuestion; readonly answer: StaticGraph };
  /** A file as it is on the disk, which is what a run executes. */
  readonly discover: { readonly question: { readonly file: string }; readonly answer: Discovery };
  readonly edges: { readonly question: { readonly file: string }; readonly answer: readonly StaticEdge[] };
  /** What the pause called at a place wants, in the file as it is on the disk. */
  readonly pause: { readonly question: { readonly file: string; readonly at: SourcePosition }; readonly answer: ParametersSchema | null };
}

export type QuestionKind = keyof DiscoveryQuestions;
