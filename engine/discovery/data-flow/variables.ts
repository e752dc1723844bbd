import type { ts } from "ts-morph";

import { isFunctionNode, propertyNameText, unwrap } from "../syntax.ts";
import { elements, type FlowContext, gathered, NONE, type Origins, type Path, union } from "./flow-context.ts";
import { repeatedScopes } from "./repeated-scopes.ts";
import type { Addition } from "./writes.ts";

/** Methods that hand each element to their callback as its first argument. */
const ELEMENT_METHODS: ReadonlySet<string> = new Set([
  "map", "flatMap", "forEach", "filter", "find", "findLast", "findIndex", "some", "every", "sort", "toSorted",
]);

/** The origins of what a name holds where it is used. */
export function originsOfVariable(context: FlowContext, use: ts.Identifier, path: Path): Origins {
  const { session, source, writes } = context;
  const { ts: typescript, checker } = session;
  const isShorthand = typescript.isShorthandPropertyAssignment(use.parent) && use.parent.name === use;
  const symbol = isShorthand ? checker.getShorthandAssignmentValueSymbol(use.parent) : checker.getSymbolAtLocation(use);
  const declaration = symbol?.valueDeclaration;
  if (symbol === undefined || declaration === undefined || declaration.getSourceFile() !== source) return NONE;
  if (writes.opaque.has(symbol)) return NONE;
  const initial = ofDeclaration(context, declaration, path);
  const assigned = writes.assigned.get(symbol) ?? [];
  const added = writes.added.get(symbol) ?? [];
  if (isOverwritten(added, initial, path)) return NONE;
  if (assigned.length === 0) return union([initial, ...added.map((addition) => ofAddition(context, addition, { use, declaration }, path))]);
  // Which of several values holds here depends on the way the code took, so that only the plainest case is certain:
  // one value comes from a task, it is the last one written, and the use comes after it.
  const carrying = assigned.filter((value) => context.originsOf(value, []).size > 0);
  const [only] = carrying;
  const isCertain = only !== undefined && carrying.length === 1 && only === assigned.at(-1) && only.getEnd() <= use.getStart();
  return isCertain && initial.size === 0 && added.length === 0 ? ofAssigned(context, only, { symbol, use, declaration }, path) : NONE;
}

interface Use {
  readonly use: ts.Identifier;
  readonly declaration: ts.Declaration;
}

/** A value that was assigned in a loop holds what it held before, where it is made of it, or may be of any turn once the loop has ended. */
function ofAssigned(context: FlowContext, value: ts.Expression, { symbol, use, declaration }: Use & { readonly symbol: ts.Symbol }, path: Path): Origins {
  const origins = context.originsOf(value, path);
  if (isMadeOf(context, value, symbol)) return kept(context, origins, value, { use, declaration });
  const { session } = context;
  const around = repeatedScopes(session, use);
  const isLeft = repeatedScopes(session, value).some((scope) => !around.includes(scope) && !repeatedScopes(session, declaration).includes(scope));
  return isLeft ? gathered(origins) : origins;
}

function isMadeOf({ session: { ts: typescript, checker } }: FlowContext, value: ts.Node, symbol: ts.Symbol): boolean {
  const isIt = (node: ts.Node): boolean =>
    (typescript.isIdentifier(node) && checker.getSymbolAtLocation(node) === symbol) || node.forEachChild((child) => isIt(child) || undefined) === true;
  return isIt(value);
}

/** What a variable keeps of values that are put into it again and again: those of each turn since it was declared. */
function kept({ session }: FlowContext, origins: Origins, value: ts.Expression, { use, declaration }: Use, asked?: string | null): Origins {
  const outside = repeatedScopes(session, declaration);
  const turns = repeatedScopes(session, value).filter((scope) => !outside.includes(scope));
  if (turns.length === 0) return origins;
  const around = repeatedScopes(session, use);
  if (turns.some((scope) => around.includes(scope))) return gathered(origins, "all");
  return asked === null ? elements(origins) : gathered(origins);
}

/** Whether a property got several values, so that it is not known which of them it holds. */
function isOverwritten(added: readonly Addition[], initial: Origins, [asked]: Path): boolean {
  const keys = added.map(({ key }) => key).filter((key) => key !== null);
  return new Set(keys).size < keys.length || (initial.size > 0 && typeof asked === "string" && keys.includes(asked));
}

/** What was put into a list or object before the use; a key asked for must be the key written. */
function ofAddition(context: FlowContext, { value, key }: Addition, use: Use, [asked, ...rest]: Path): Origins {
  if (value.getEnd() > use.use.getStart()) return NONE;
  if (asked === undefined) return kept(context, context.originsOf(value, []), value, use);
  return asked === null || asked === key ? kept(context, context.originsOf(value, rest), value, use, asked) : NONE;
}

function ofDeclaration(context: FlowContext, declaration: ts.Declaration, path: Path): Origins {
  const { ts: typescript } = context.session;
  if (typescript.isBindingElement(declaration)) {
    const holder = declaration.parent.parent;
    const key = keyOfBinding(context, declaration);
    return ofDeclaration(context, holder, declaration.dotDotDotToken === undefined ? [key, ...path] : []);
  }
  if (typescript.isParameter(declaration)) return ofParameter(context, declaration, path);
  if (!typescript.isVariableDeclaration(declaration)) return NONE;
  const loop = declaration.parent.parent;
  if (typescript.isForOfStatement(loop) && loop.initializer === declaration.parent) {
    return context.originsOf(loop.expression, [null, ...path]);
  }
  return declaration.initializer === undefined ? NONE : context.originsOf(declaration.initializer, path);
}

function keyOfBinding({ session: { ts: typescript } }: FlowContext, element: ts.BindingElement): string | null {
  const pattern = element.parent;
  if (typescript.isArrayBindingPattern(pattern)) return String(pattern.elements.indexOf(element));
  const name = element.propertyName ?? element.name;
  return typescript.isObjectBindingPattern(name) || typescript.isArrayBindingPattern(name) ? null : propertyNameText(typescript, name);
}

/** The parameter of a callback over a list holds elements of the list; any other holds what cannot be known. */
function ofParameter(context: FlowContext, parameter: ts.ParameterDeclaration, path: Path): Origins {
  const { ts: typescript } = context.session;
  const fn = parameter.parent;
  const call = fn.parent;
  if (!isFunctionNode(typescript, fn) || !typescript.isCallExpression(call) || call.arguments[0] !== fn) return NONE;
  const callee = unwrap(typescript, call.expression);
  if (!typescript.isPropertyAccessExpression(callee)) return NONE;
  const index = fn.parameters.indexOf(parameter);
  const method = callee.name.text;
  if (method === "then") return index === 0 ? context.originsOf(callee.expression, path) : NONE;
  const isFold = method === "reduce" || method === "reduceRight";
  const isSecond = isFold || method === "sort" || method === "toSorted";
  if (isFold ? index !== 1 : !ELEMENT_METHODS.has(method) || (index !== 0 && !(isSecond && index === 1))) return NONE;
  return context.originsOf(callee.expression, [null, ...path]);
}
