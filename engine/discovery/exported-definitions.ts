import type { ts } from "ts-morph";

import { type Definition, definitionOf, isInsideFunction, type PlacedDefinition } from "./definitions.ts";
import { isAnnotatedAsFlow } from "./flow-type.ts";
import { followSymbol } from "./sdk-names.ts";
import type { Session } from "./session.ts";
import { unwrap } from "./syntax.ts";

/**
 * The definitions of a file with what its exports make of them: a flow inside a helper's call stands for that call, and
 * one that a helper makes stands where the helper is called. `exported` are the values that the file exports.
 */
export function placeExported(
  session: Session,
  source: ts.SourceFile,
  placed: readonly PlacedDefinition[],
  exported: ReadonlyMap<ts.Node, string>,
): readonly PlacedDefinition[] {
  const { ts: typescript } = session;
  const all = [...placed];
  for (const node of exported.keys()) {
    const isCall = typescript.isCallExpression(node) || typescript.isAwaitExpression(node);
    if (!isCall || node.getSourceFile() !== source || all.some(({ outermost }) => outermost === node)) continue;
    if (isInsideFunction(session, node)) continue;
    const definition = definitionOf(session, node) ?? annotatedFlow(session, node);
    if (definition?.kind !== "flow") continue;
    const inside = all.findIndex(({ outermost }) => outermost.pos >= node.pos && outermost.end <= node.end);
    const inner = inside === -1 ? undefined : all[inside];
    const isWrapped = inner !== undefined && inner.definition.call === definition.call;
    if (isWrapped) all[inside] = { ...inner, definition, outermost: node };
    else all.push({ definition, outermost: node, anchor: anchorOf(session, node), isCopy: true });
  }
  return all.sort((a, b) => a.anchor.getStart() - b.anchor.getStart());
}

/** A flow that a file hands on from another one: `export * from`, `export { a as b } from`, `export const b = imported`. */
export interface Reexport {
  readonly name: string;
  readonly placed: PlacedDefinition;
}

/** The flows of other files that a file exports, in the order of their names' declarations. */
export function reexportedFlows(session: Session, source: ts.SourceFile): readonly Reexport[] {
  const { ts: typescript, checker } = session;
  const module = checker.getSymbolAtLocation(source);
  if (module === undefined) return [];
  return checker.getExportsOfModule(module).flatMap((symbol): Reexport[] => {
    const target = followSymbol(session, symbol);
    if (target?.kind !== "node" || target.node.getSourceFile() === source) return [];
    const { node } = target;
    if (!typescript.isCallExpression(node) && !typescript.isAwaitExpression(node)) return [];
    const definition = definitionOf(session, node) ?? annotatedFlow(session, node);
    if (definition?.kind !== "flow") return [];
    const isOwn = definition.call.getSourceFile() === node.getSourceFile() && !isInsideFunction(session, definition.call);
    const anchor = isOwn ? anchorOf(session, definition.call) : anchorOf(session, node);
    return [{ name: symbol.name, placed: { definition, outermost: node, anchor, isCopy: true } }];
  });
}

/** A flow of which only its type is known: a helper that is declared to give one. */
function annotatedFlow(session: Session, node: ts.CallExpression | ts.AwaitExpression): Definition | null {
  const { ts: typescript } = session;
  const call = typescript.isAwaitExpression(node) ? unwrap(typescript, node.expression) : node;
  if (!typescript.isCallExpression(call) || !isAnnotatedAsFlow(session, node, call)) return null;
  return { kind: "flow", call, options: [], given: call, fn: null, fnName: null };
}

function anchorOf({ ts: typescript }: Session, node: ts.CallExpression | ts.AwaitExpression): ts.Node {
  const call = typescript.isAwaitExpression(node) ? unwrap(typescript, node.expression) : node;
  if (!typescript.isCallExpression(call)) return node;
  const callee = unwrap(typescript, call.expression);
  return typescript.isPropertyAccessExpression(callee) ? callee.name : callee;
}
