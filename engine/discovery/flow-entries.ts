import type { ts } from "ts-morph";

import type { FlowEntry, SourceProblem } from "../../core/protocol/flow-entry.ts";
import { type NamedDefinition, namedDefinitions, syntaxErrors } from "./flows-in-file.ts";
import { parametersKind } from "./parameters-schema.ts";
import type { Session } from "./session.ts";
import { positionOf } from "./syntax.ts";

/** What a file has for lists and lenses. */
export interface FileFindings {
  readonly flows: readonly FlowEntry[];
  readonly problems: readonly SourceProblem[];
  /** Apart, because an editor shows them by itself. */
  readonly syntaxErrors: readonly SourceProblem[];
}

export const noFindings: FileFindings = { flows: [], problems: [], syntaxErrors: [] };

/** Reads a file of a session, quick or full. */
export function findingsOf(session: Session, source: ts.SourceFile): FileFindings {
  const { flows, problems } = namedDefinitions(session, source, "atTopLevel");
  const errors = syntaxErrors(session, source);
  return { flows: flows.map((flow) => flowEntry(session, source, flow, errors.length > 0)), problems, syntaxErrors: errors };
}

function flowEntry(session: Session, source: ts.SourceFile, flow: NamedDefinition, isBroken: boolean): FlowEntry {
  const { placed, name, export: exportName, file, line, column, description } = flow;
  const whole = enclosingStatement(session, placed.outermost);
  return {
    id: `${file}#${exportName ?? name}`,
    name,
    export: exportName,
    file,
    line,
    column,
    firstLine: positionOf(source, whole.getStart(source)).line,
    lastLine: positionOf(source, whole.getEnd()).line,
    description,
    parameters: parametersKind(session, placed),
    isBroken,
  };
}

/** `export const x = flow(…);` as a whole, or as much of it as is of this flow alone. */
function enclosingStatement({ ts: typescript }: Session, expression: ts.Node): ts.Node {
  const statement = typescript.findAncestor(expression, (node) => typescript.isStatement(node) || typescript.isPropertyAssignment(node));
  return statement ?? expression;
}
