import { basename, relative } from "node:path";
import type { FlowDefinition } from "../definition/definition.ts";
import { definitionName } from "../definition/definition-name.ts";
import { flowDefinition } from "../flow.ts";

export type FoundFlow =
  | { readonly kind: "found"; readonly definition: FlowDefinition; readonly exportName: string | null }
  | { readonly kind: "none"; readonly code: "MILLRACE_FLOW_NOT_FOUND" | "MILLRACE_USAGE"; readonly message: string; readonly hint: string };

interface Candidate {
  readonly definition: FlowDefinition;
  readonly exportName: string | null;
}

/** The flow that was asked for: by its export's name, else by its own; without a name, the only one there is. */
export function findFlow(exports: Readonly<Record<string, unknown>>, defined: readonly FlowDefinition[], wanted: string | null, file: string): FoundFlow {
  const candidates = candidatesIn(exports, defined);
  const list = candidates.map(({ definition, exportName }) => (exportName === null ? `"${definition.name}"` : `#${exportName} ("${definition.name}")`)).join(", ");
  if (candidates.length === 0) {
    return { kind: "none", code: "MILLRACE_FLOW_NOT_FOUND", message: `${basename(file)} has no flows.`, hint: 'Make one with flow(…) of "millrace" and export it.' };
  }
  if (wanted === null) {
    const [only, ...others] = candidates;
    if (only !== undefined && others.length === 0) return { kind: "found", ...only };
    return { kind: "none", code: "MILLRACE_USAGE", message: `${basename(file)} has several flows: ${list}.`, hint: sayWhich(file, candidates.find(({ exportName }) => exportName !== null) ?? candidates[0]) };
  }
  const namesakes = candidates.filter(({ definition }) => definition.name === wanted);
  const exported = candidates.find(({ exportName }) => exportName === wanted);
  if (exported === undefined && namesakes.length > 1) {
    return { kind: "none", code: "MILLRACE_USAGE", message: `${basename(file)} has ${namesakes.length} flows named "${wanted}".`, hint: `Say which by its export: ${list}.` };
  }
  const found =
    exported ??
    namesakes[0] ??
    // A module that calls its flow at the top level throws before it exports: the variable's name is all there is.
    candidates.find(({ definition }) => definitionName("", definition.position) === wanted);
  if (found !== undefined) return { kind: "found", ...found };
  return { kind: "none", code: "MILLRACE_FLOW_NOT_FOUND", message: `${basename(file)} has no flow "${wanted}".`, hint: `It has ${list}.` };
}

/** As it can be typed where the command was. */
function sayWhich(file: string, candidate: Candidate | undefined): string {
  const target = `${relative(process.cwd(), file).replaceAll("\\", "/")}#${candidate?.exportName ?? candidate?.definition.name ?? ""}`;
  return `Say which: millrace run ${/^[\w./#-]+$/.test(target) ? target : `"${target}"`}`;
}

function candidatesIn(exports: Readonly<Record<string, unknown>>, defined: readonly FlowDefinition[]): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (const [exportName, value] of Object.entries(exports)) {
    const definition = flowDefinition(value);
    if (definition !== undefined && !candidates.some((known) => known.definition === definition)) candidates.push({ definition, exportName });
  }
  for (const definition of defined) {
    if (!candidates.some((known) => known.definition === definition)) candidates.push({ definition, exportName: null });
  }
  return candidates.sort((a, b) => placeOf(a) - placeOf(b));
}

/** As they stand in the file: exports come in the order of the alphabet. */
function placeOf({ definition: { position } }: Candidate): number {
  return position === null ? Infinity : position.line * 10_000 + position.column;
}
