import type { ts } from "ts-morph";

import { definitionOf } from "../definitions.ts";
import { follow } from "../sdk-names.ts";
import { callOffset, type FunctionNode, isFunctionNode, resultsOf, unwrap } from "../syntax.ts";
import { isMapCall, runCallOf } from "../task-calls.ts";
import { elements, type FlowContext, gathered, NONE, type Origins, type Path, union } from "./flow-context.ts";

/** Functions of the language whose result is made of their arguments and of nothing else. */
const PURE_OWNERS: ReadonlySet<string> = new Set(["Math", "JSON", "Object", "Array", "Number", "String"]);
const PURE_FUNCTIONS: ReadonlySet<string> = new Set(["String", "Number", "Boolean", "BigInt", "parseInt", "parseFloat", "structuredClone"]);
/** Their result holds the elements of their argument, in place. */
const GATHERING_FUNCTIONS: ReadonlySet<string> = new Set(["all", "resolve"]);
/** Their result holds elements of their list, and no others. */
const LIST_KEEPING_METHODS: ReadonlySet<string> = new Set(["filter", "slice", "concat", "sort", "toSorted", "reverse", "toReversed"]);
/** Of the SDK: their result is their argument. */
const MARKING_FUNCTIONS: ReadonlySet<string> = new Set(["allowFailure", "quote", "opaque", "unmapped"]);
/** Of the SDK: their result is that of the function which they take last. */
const CALLING_FUNCTIONS: ReadonlySet<string> = new Set(["transaction", "concurrency", "tags"]);

/** The origins of a call's result: the call itself when it runs a task or flow. */
export function originsOfCall(context: FlowContext, call: ts.CallExpression, path: Path): Origins {
  const { session, source } = context;
  const { ts: typescript } = session;
  const run = runCallOf(session, call);
  if (run !== null) return isMapCall(session, call) ? ofEach(new Map([[run.offset, "one"]]), path) : new Map([[run.offset, "one"]]);
  const callee = unwrap(typescript, call.expression);
  if (typescript.isPropertyAccessExpression(callee)) return ofMethod(context, call, callee, path);
  if (!typescript.isIdentifier(callee)) return NONE;
  const target = follow(session, callee);
  if (target?.kind === "sdk") return ofSdkCall(context, call, target.name, path);
  if (target?.kind === "node") {
    const isHere = isFunctionNode(typescript, target.node) && target.node.getSourceFile() === source;
    return isHere ? ofReturns(context, target.node, path) : NONE;
  }
  return isGlobal(context, callee) && PURE_FUNCTIONS.has(callee.text) ? ofArguments(context, call) : NONE;
}

function ofSdkCall(context: FlowContext, call: ts.CallExpression, name: string, path: Path): Origins {
  const [first] = call.arguments;
  const last = call.arguments.at(-1);
  if (first === undefined || last === undefined) return NONE;
  if (MARKING_FUNCTIONS.has(name)) return context.originsOf(first, path);
  return CALLING_FUNCTIONS.has(name) ? ofCallback(context, call, last, path) : NONE;
}

function ofMethod(context: FlowContext, call: ts.CallExpression, callee: ts.PropertyAccessExpression, path: Path): Origins {
  const { session, originsOf } = context;
  const { ts: typescript } = session;
  const owner = unwrap(typescript, callee.expression);
  const method = callee.name.text;
  const [first] = call.arguments;
  if (typescript.isIdentifier(owner) && isGlobal(context, owner)) {
    if (owner.text === "Promise") return GATHERING_FUNCTIONS.has(method) && first !== undefined ? originsOf(first, path) : NONE;
    return PURE_OWNERS.has(owner.text) ? ofArguments(context, call) : NONE;
  }
  if (method === "map" || method === "flatMap" || method === "then") {
    if (first === undefined) return NONE;
    const [key, ...rest] = path;
    // `list.map(f).length` says nothing of what f returned.
    if (method !== "then" && typeof key === "string" && !/^\d+$/.test(key)) return NONE;
    const returned = ofCallback(context, call, first, method === "map" ? rest : method === "then" ? path : []);
    return method === "then" ? returned : ofEach(returned, path);
  }
  if (LIST_KEEPING_METHODS.has(method) && path[0] === null) return union([originsOf(owner, path), ofArguments(context, call)]);
  // A future's own methods give its result; a list's and a text's give parts of it.
  const received = originsOf(owner, []);
  return received.size === 0 ? NONE : union([received, ofArguments(context, call)]);
}

/** What a callback gives; a task that is passed on by name is called where its caller is. */
function ofCallback(context: FlowContext, call: ts.CallExpression, callback: ts.Expression, path: Path): Origins {
  const { session } = context;
  if (definitionOf(session, callback) !== null) return new Map([[callOffset(session.ts, call), "one"]]);
  const fn = localFunction(context, callback);
  return fn === null ? NONE : ofReturns(context, fn, path);
}

/** What a list holds of what is called for each of its elements: one of the runs where an element is asked for, else all. */
function ofEach(origins: Origins, [key]: Path): Origins {
  return key === null ? elements(origins) : gathered(origins);
}

function ofArguments({ session, originsOf }: FlowContext, call: ts.CallExpression): Origins {
  const data = call.arguments.filter((argument) => !isFunctionNode(session.ts, unwrap(session.ts, argument)));
  return union(data.map((argument) => originsOf(argument, [])));
}

/** The origins of what a function returns, as far as they do not come in through its parameters. */
function ofReturns(context: FlowContext, fn: FunctionNode, path: Path): Origins {
  const { open, originsOf, session } = context;
  // What a generator returns is not what its callers get.
  if (fn.asteriskToken !== undefined || fn.body === undefined || open.has(fn)) return NONE;
  open.add(fn);
  const origins = union(resultsOf(session.ts, fn).map((result) => originsOf(result, path)));
  open.delete(fn);
  return origins;
}

function localFunction({ session, source }: FlowContext, expression: ts.Expression): FunctionNode | null {
  const found = follow(session, expression);
  if (found?.kind !== "node" || !isFunctionNode(session.ts, found.node)) return null;
  return found.node.getSourceFile() === source ? found.node : null;
}

/** Whether a name is the language's own and not one that the user declared. */
function isGlobal({ session }: FlowContext, identifier: ts.Identifier): boolean {
  const declarations = session.checker.getSymbolAtLocation(identifier)?.declarations ?? [];
  const isOfLanguage = (declaration: ts.Declaration): boolean =>
    session.program.isSourceFileDefaultLibrary(declaration.getSourceFile());
  return declarations.length > 0 && declarations.every(isOfLanguage);
}
