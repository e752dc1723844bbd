import type { ts } from "ts-morph";

import type { StaticGraph, StaticGraphEdge, StaticNode } from "../../core/protocol/flow-entry.ts";
import { type Definition, definitionOf } from "./definitions.ts";
import { nameOfDefinition } from "./flow-name.ts";
import { relativeName } from "./flows-in-file.ts";
import { follow } from "./sdk-names.ts";
import type { Session } from "./session.ts";
import { findStaticEdges } from "./static-edges.ts";
import { type FunctionNode, isFunctionNode, positionOf } from "./syntax.ts";
import { runCallOf } from "./task-calls.ts";

/**
 * The calls of tasks and child flows that a flow's function shows, in the order in which they are written, also in its
 * callbacks and in functions of the same file that it calls; with the edges that reading can prove.
 */
export function staticGraph(session: Session, fn: FunctionNode): StaticGraph {
  const { ts: typescript } = session;
  const source = fn.getSourceFile();
  const file = relativeName(session, source.fileName);
  const nodes: StaticNode[] = [];
  const idBySite = new Map<string, number>();
  const entered = new Set<ts.Node>();

  const note = (definition: Definition, offset: number, isRepeated: boolean): void => {
    const { line, column } = positionOf(source, offset);
    const callSite = `${file}:${line}:${column}`;
    if (idBySite.has(callSite)) return;
    idBySite.set(callSite, nodes.length);
    nodes.push({ id: nodes.length, kind: definition.kind, name: nameOfDefinition(session, definition).name, callSite, isRepeated });
  };
  const enter = (body: FunctionNode, isRepeated: boolean): void => {
    if (entered.has(body)) return;
    entered.add(body);
    if (body.body !== undefined) visit(body.body, isRepeated);
  };
  const enterNamed = (expression: ts.Expression, isRepeated: boolean): void => {
    const found = follow(session, expression);
    if (found?.kind === "node" && found.node.getSourceFile() === source && isFunctionNode(typescript, found.node)) enter(found.node, isRepeated);
  };
  const visit = (node: ts.Node, isRepeated: boolean): void => {
    // A task or flow that is made here has its own calls.
    if (typescript.isCallExpression(node) && definitionOf(session, node) !== null) return;
    const isOften = isRepeated || typescript.isIterationStatement(node, false) || isFunctionNode(typescript, node);
    if (typescript.isCallExpression(node)) visitCall(node, isRepeated);
    node.forEachChild((child) => visit(child, isOften));
  };
  const visitCall = (call: ts.CallExpression, isRepeated: boolean): void => {
    const run = runCallOf(session, call);
    const callee = call.expression;
    const isMapped = typescript.isPropertyAccessExpression(callee) && callee.name.text === "map";
    if (run !== null) note(run.definition, run.offset, isRepeated || isMapped);
    else if (typescript.isIdentifier(callee)) enterNamed(callee, isRepeated);
    for (const argument of call.arguments) {
      if (!typescript.isIdentifier(argument)) continue;
      const passed = run === null ? definitionOf(session, argument) : null;
      if (passed === null) enterNamed(argument, true);
      else note(passed, argument.getStart(source), true);
    }
  };
  enter(fn, false);
  return { nodes, edges: edgesBetween(session, source, file, idBySite) };
}

function edgesBetween(session: Session, source: ts.SourceFile, file: string, idBySite: ReadonlyMap<string, number>): readonly StaticGraphEdge[] {
  return findStaticEdges(session, source).flatMap(({ from, to, parameter }): StaticGraphEdge[] => {
    const start = idBySite.get(`${file}:${from.line}:${from.column}`);
    const end = idBySite.get(`${file}:${to.line}:${to.column}`);
    return start === undefined || end === undefined ? [] : [{ from: start, to: end, parameter }];
  });
}
