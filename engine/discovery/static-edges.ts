import type { ts } from "ts-morph";

import { createDataFlow } from "./data-flow/expressions.ts";
import type { SourcePosition, StaticEdge } from "./discovery.ts";
import type { Session } from "./session.ts";
import { parameterAt } from "./signature.ts";
import { isFunctionNode, positionOf, unwrap } from "./syntax.ts";
import { runCallOf } from "./task-calls.ts";

/**
 * The edges between the task and child-flow calls of a file that reading it can prove: the result of the one reaches
 * an argument of the other through variables and expressions. In order of position; each edge once per parameter.
 */
export function findStaticEdges(session: Session, source: ts.SourceFile): readonly StaticEdge[] {
  const { ts: typescript } = session;
  const dataFlow = createDataFlow(session, source);
  const edges = new Map<string, StaticEdge>();
  const visit = (node: ts.Node): void => {
    if (typescript.isCallExpression(node)) addEdgesInto(node);
    node.forEachChild(visit);
  };
  const addEdgesInto = (call: ts.CallExpression): void => {
    const run = runCallOf(session, call);
    if (run === null) return;
    const firstSpread = call.arguments.findIndex((argument) => typescript.isSpreadElement(argument));
    call.arguments.forEach((argument, index) => {
      if (isFunctionNode(typescript, unwrap(typescript, argument))) return;
      const isPlaced = firstSpread === -1 || index < firstSpread;
      const parameter = isPlaced ? parameterAt(session, run.definition, index) : null;
      for (const origin of dataFlow.originsOf(argument)) {
        if (origin === run.offset) continue;
        edges.set(`${origin} ${run.offset} ${parameter}`, {
          from: positionOf(source, origin),
          to: positionOf(source, run.offset),
          parameter,
        });
      }
    });
  };
  visit(source);
  return [...edges.values()].sort((a, b) => byPosition(a.from, b.from) || byPosition(a.to, b.to));
}

function byPosition(a: SourcePosition, b: SourcePosition): number {
  return a.line - b.line || a.column - b.column;
}
