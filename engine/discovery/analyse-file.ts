import type { ts } from "ts-morph";

import { findDefinitions, isInsideFunction, type PlacedDefinition } from "./definitions.ts";
import type { DiscoveredFlow, DiscoveredTask, Discovery, DiscoveryProblem } from "./discovery.ts";
import { exportedExpressions } from "./exports.ts";
import { nameOfDefinition } from "./flow-name.ts";
import { commentsOf, commentText } from "./jsdoc.ts";
import { findOption, literalText } from "./options.ts";
import { parametersSchema } from "./parameters-schema.ts";
import { duplicateFlowName, functionNotFound, nameNotLiteral, syntaxError } from "./problems.ts";
import type { Session } from "./session.ts";
import { parametersOf } from "./signature.ts";
import { positionOf } from "./syntax.ts";
import { calledTasks } from "./task-calls.ts";

/** Everything that one file of a session defines. Flows are reported despite syntax errors where they can be read. */
export function analyseFile(session: Session, source: ts.SourceFile): Discovery {
  const file = relativeName(session, source.fileName);
  const flows: DiscoveredFlow[] = [];
  const tasks: DiscoveredTask[] = [];
  const problems: DiscoveryProblem[] = syntaxErrors(session, source, file);
  const definitions = findDefinitions(session, source);
  const exported = definitions.length === 0 ? new Map<ts.Node, string>() : exportedExpressions(session, source);
  for (const placed of definitions) {
    const { definition, outermost, anchor } = placed;
    const exportName = exported.get(outermost) ?? null;
    const { name, computedBy } = nameOfDefinition(session, definition);
    const common = {
      name,
      export: exportName,
      file,
      ...positionOf(source, anchor.getStart(source)),
      description: describeDefinition(session, placed),
    };
    if (definition.kind === "task") {
      const parameters = definition.fn === null ? [] : parametersOf(session, definition.fn);
      tasks.push({ ...common, parameters: parameters.map((parameter) => parameter.name) });
      continue;
    }
    // A flow made inside a function does not exist until that function is called.
    if (isInsideFunction(session, definition.call)) continue;
    if (computedBy !== null) problems.push(nameNotLiteral(file, common.line, computedBy.getText(), name));
    if (definition.fn === null) problems.push(functionNotFound(file, common.line, name, definition.given.getText()));
    const first = flows.find((flow) => flow.name === name);
    if (first !== undefined && !placed.isCopy) problems.push(duplicateFlowName(file, common.line, name, first.line));
    flows.push({
      ...common,
      parameters: parametersSchema(session, definition),
      tasks: definition.fn === null ? [] : calledTasks(session, definition.fn),
    });
  }
  return { flows, tasks, problems };
}

/** A file's name relative to the session's root, with forward slashes. */
export function relativeName({ root }: Session, fileName: string): string {
  return fileName.startsWith(`${root}/`) ? fileName.slice(root.length + 1) : fileName;
}

function describeDefinition(session: Session, { definition }: PlacedDefinition): string | null {
  const option = findOption(session, definition.options, "description");
  const text = option.kind === "given" ? literalText(session, option.expression) : null;
  return text ?? commentText(session, commentsOf(session, definition));
}

function syntaxErrors({ program, ts: typescript }: Session, source: ts.SourceFile, file: string): DiscoveryProblem[] {
  // One mistake often makes several errors on its line; the first says it.
  const byLine = new Map<number, DiscoveryProblem>();
  for (const { start, messageText } of program.getSyntacticDiagnostics(source)) {
    const { line } = positionOf(source, start);
    const text = typescript.flattenDiagnosticMessageText(messageText, " ");
    if (!byLine.has(line)) byLine.set(line, syntaxError(file, line, text));
  }
  return [...byLine.values()];
}
