/** A flow as an editor lists it: where it stands and how it is started. Read from its source; nothing was executed. */
export interface FlowEntry {
  /** `<file>#<export, else name>`: the same from scan to scan. */
  readonly id: string;
  readonly name: string;
  /** The exported name, `"default"` for a default export, `null` when it is not exported. */
  readonly export: string | null;
  /** Relative to the workspace folder, with forward slashes. */
  readonly file: string;
  /** 1-based place of the callee `flow`, or of the helper that makes the flow, as V8 reports it. */
  readonly line: number;
  readonly column: number;
  /** 1-based first and last line of the whole definition, for what is run at the cursor. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** One sentence or more from the option `description`, else from JSDoc. */
  readonly description: string | null;
  /** Whether a call without arguments is one that the signature allows, and whether it takes any. */
  readonly parameters: "none" | "optional" | "required";
  /** True while its file has a syntax error, so that it cannot be run as it stands. */
  readonly isBroken: boolean;
}

/** Something in the sources that a person should mend. */
export interface SourceProblem {
  /** Relative to the workspace folder, with forward slashes. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
  /** What to do about it, one sentence. */
  readonly hint: string;
}

/** What the code of a flow shows of its tasks before it has ever run. */
export interface StaticGraph {
  readonly nodes: readonly StaticNode[];
  readonly edges: readonly StaticGraphEdge[];
}

export interface StaticNode {
  /** Index of the node in its graph. */
  readonly id: number;
  readonly kind: "task" | "flow";
  readonly name: string;
  /** `file:line:column` of the call, relative to the workspace folder. */
  readonly callSite: string;
  /** True for a call that may happen more than once in a run: in a loop, a callback or a `.map`. */
  readonly isRepeated: boolean;
}

export interface StaticGraphEdge {
  readonly from: number;
  readonly to: number;
  /** The parameter that receives the value; `null` where that cannot be told. */
  readonly parameter: string | null;
}
