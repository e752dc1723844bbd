import type { ts } from "ts-morph";

import { findDefinitions, isInsideFunction, type PlacedDefinition } from "./definitions.ts";
import type { DiscoveryProblem } from "./discovery.ts";
import { emptyDeclarations, emptyDeclarationText } from "./empty-declarations.ts";
import { placeExported, reexportedFlows } from "./exported-definitions.ts";
import { exportedExpressions } from "./exports.ts";
import { nameOfDefinition } from "./flow-name.ts";
import { parametersOfType } from "./flow-type.ts";
import { commentsOf, commentText } from "./jsdoc.ts";
import { findOption, optionText } from "./options.ts";
import { duplicateFlowName, functionNotFound, nameNotLiteral, syntaxError } from "./problems.ts";
import type { Session } from "./session.ts";
import { positionOf } from "./syntax.ts";

/** A definition with all that needs no types: the common ground of the two layers of discovery, the quick and the full. */
export interface NamedDefinition {
  readonly placed: PlacedDefinition;
  readonly name: string;
  readonly export: string | null;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly description: string | null;
}

export interface NamedDefinitions {
  /** Those at module level. */
  readonly flows: readonly NamedDefinition[];
  /** Wherever they are made. */
  readonly tasks: readonly NamedDefinition[];
  /** About the flows; syntax errors are apart. */
  readonly problems: readonly DiscoveryProblem[];
}

/** The flows and tasks that a file defines, in order of position. At the top level are all flows, and few other things. */
export function namedDefinitions(session: Session, source: ts.SourceFile, where: "everywhere" | "atTopLevel" = "everywhere"): NamedDefinitions {
  const file = relativeName(session, source.fileName);
  const flows: NamedDefinition[] = [];
  const tasks: NamedDefinition[] = [];
  const problems: DiscoveryProblem[] = [];
  const exported = exportedExpressions(session, source);
  for (const placed of placeExported(session, source, findDefinitions(session, source, where), exported)) {
    const { definition, outermost } = placed;
    const { name, computedBy } = nameOfDefinition(session, definition);
    const named = nameDefinition(session, placed, { file, name, export: exported.get(outermost) ?? null });
    if (definition.kind === "task") {
      tasks.push(named);
      continue;
    }
    // A flow made inside a function does not exist until that function is called.
    if (isInsideFunction(session, outermost)) continue;
    if (computedBy !== null) problems.push(nameNotLiteral(file, named.line, computedBy.getText(), name));
    if (definition.fn === null && parametersOfType(session, outermost) === null) problems.push(functionNotFound(file, named.line, name, definition.given.getText()));
    const first = flows.find((flow) => flow.name === name);
    if (first !== undefined && !placed.isCopy) problems.push(duplicateFlowName(file, named.line, name, first.line));
    flows.push(named);
  }
  return { flows, tasks, problems };
}

/** The flows of other files that a file exports, each under the name that it has here. */
export function reexportedDefinitions(session: Session, source: ts.SourceFile): readonly NamedDefinition[] {
  return reexportedFlows(session, source).map(({ name: exportName, placed }) => {
    const { name } = nameOfDefinition(session, placed.definition);
    const file = relativeName(session, placed.anchor.getSourceFile().fileName);
    return nameDefinition(session, placed, { file, name, export: exportName });
  });
}

function nameDefinition(session: Session, placed: PlacedDefinition, known: Pick<NamedDefinition, "file" | "name" | "export">): NamedDefinition {
  const { anchor } = placed;
  const position = positionOf(anchor.getSourceFile(), anchor.getStart());
  return { placed, ...known, ...position, description: describeDefinition(session, placed) };
}

/** One for each line: one mistake often makes several errors there, and the first says it. */
export function syntaxErrors(session: Session, source: ts.SourceFile): readonly DiscoveryProblem[] {
  const { program, ts: typescript } = session;
  const file = relativeName(session, source.fileName);
  const byLine = new Map<number, DiscoveryProblem>();
  const parsed = program.getSyntacticDiagnostics(source).map(({ start, messageText }) => ({ start, text: typescript.flattenDiagnosticMessageText(messageText, " ") }));
  const empty = emptyDeclarations(typescript, source).map((start) => ({ start, text: emptyDeclarationText }));
  for (const { start, text } of [...parsed, ...empty].sort((a, b) => a.start - b.start)) {
    const { line } = positionOf(source, start);
    if (!byLine.has(line)) byLine.set(line, syntaxError(file, line, text));
  }
  return [...byLine.values()];
}

/** A file's name relative to the session's root, with forward slashes. */
export function relativeName({ root }: Pick<Session, "root">, fileName: string): string {
  return fileName.startsWith(`${root}/`) ? fileName.slice(root.length + 1) : fileName;
}

function describeDefinition(session: Session, { definition, outermost }: PlacedDefinition): string | null {
  const text = optionText(session, findOption(session, definition, "description"));
  return text ?? commentText(session, commentsOf(session, definition, outermost));
}
