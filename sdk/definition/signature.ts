/**
 * A function's parameters, from its text: names and defaults, in order. Parsed once, when a run first needs them.
 */
import type { Expression, Pattern } from "acorn";
import type { Json } from "../../core/states/stored-value.ts";
import { loadParser } from "./load-parser.ts";
import { writtenName } from "./written-names.ts";

export interface Parameter {
  /** A destructured parameter is `arg0`, `arg1`, … */
  readonly name: string;
  readonly isRest: boolean;
  /** The default: a literal's value, else `{ "$default": "source text" }`; absent where there is none. */
  readonly default?: Json;
}

const cache = new WeakMap<object, readonly Parameter[]>();

type AnyFunction = (...args: never[]) => unknown;

export function parametersOf(fn: AnyFunction): readonly Parameter[] {
  const known = cache.get(fn);
  if (known !== undefined) return known;
  const parameters = readParameters(fn);
  cache.set(fn, parameters);
  return parameters;
}

function readParameters(fn: AnyFunction): readonly Parameter[] {
  const text = Function.prototype.toString.call(fn);
  const plain = plainNames(text);
  const nameOf = (name: string): string => writtenName(fn, name);
  if (plain !== undefined) return plain.map((name) => ({ name: nameOf(name), isRest: false }));
  const parsed = parseFunction(text);
  // A bound or native function shows no parameters; its arguments are numbered.
  if (parsed === undefined) return Array.from({ length: fn.length }, (_, index) => ({ name: `arg${index}`, isRest: false }));
  return named(parsed.patterns.map((pattern, index) => describe(pattern, index, { text: parsed.text, nameOf })));
}

/** Inputs are recorded by name, so that each has its own: a second `arg0`, as in `({ a }, arg0) =>`, is `arg0_`. */
function named(parameters: readonly Parameter[]): readonly Parameter[] {
  const taken = new Set<string>();
  return parameters.map((parameter) => {
    let { name } = parameter;
    while (taken.has(name)) name += "_";
    taken.add(name);
    return { ...parameter, name };
  });
}

/** Names of a list of bare identifiers, as in `async (repo, limit) =>`: most functions look like that, and need no parser. */
function plainNames(text: string): readonly string[] | undefined {
  // A bound or native function shows a list without names.
  if (text.endsWith("{ [native code] }")) return undefined;
  const list = /^(?:async\s*)?(?:function\s*\*?\s*[\w$]*\s*)?\(([\w$\s,]*)\)\s*(?:=>|\{)/.exec(text)?.[1];
  return list === undefined ? undefined : list.split(",").map((name) => name.trim()).filter((name) => name !== "");
}

interface ParsedFunction {
  /** What the patterns' offsets refer to. */
  readonly text: string;
  readonly patterns: readonly Pattern[];
}

/** A module's code may say `import.meta`, a script's what strict mode forbids; what stands around a method is not there. */
const forms = (["module", "script"] as const).map(
  (sourceType) => ({ ecmaVersion: "latest", sourceType, allowSuperOutsideMethod: true, checkPrivateFields: false }) as const,
);

/** The second text is for a method, whose text is no expression by itself. */
function parseFunction(source: string): ParsedFunction | undefined {
  const { parseExpressionAt } = loadParser();
  for (const text of [`(${source})`, `({${source}})`]) {
    for (const form of forms) {
      try {
        const patterns = patternsOf(parseExpressionAt(text, 0, form));
        if (patterns !== undefined) return { text, patterns };
      } catch {
        // Not of this form; the next one, or none.
      }
    }
  }
  return undefined;
}

function patternsOf(node: Expression): readonly Pattern[] | undefined {
  if (node.type === "ParenthesizedExpression") return patternsOf(node.expression);
  if (node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression") return node.params;
  if (node.type !== "ObjectExpression") return undefined;
  const property = node.properties[0];
  return property?.type === "Property" && property.value.type === "FunctionExpression" ? property.value.params : undefined;
}

interface Source {
  readonly text: string;
  /** The name in the source for one in the text. */
  nameOf(name: string): string;
}

function describe(pattern: Pattern, index: number, source: Source): Parameter {
  switch (pattern.type) {
    case "Identifier":
      return { name: source.nameOf(pattern.name), isRest: false };
    case "RestElement":
      return { name: pattern.argument.type === "Identifier" ? source.nameOf(pattern.argument.name) : `arg${index}`, isRest: true };
    case "AssignmentPattern":
      return { ...describe(pattern.left, index, source), default: literal(pattern.right, source.text) };
    default:
      return { name: `arg${index}`, isRest: false };
  }
}

function literal(node: Expression, text: string): Json {
  const value = literalValue(node);
  return value === undefined ? { $default: text.slice(node.start, node.end) } : value;
}

/** The value of a literal, `undefined` for any other expression. */
function literalValue(node: Expression): Json | undefined {
  switch (node.type) {
    case "Literal":
      return node.value === null || ["string", "number", "boolean"].includes(typeof node.value) ? (node.value as Json) : undefined;
    case "UnaryExpression": {
      const operand = literalValue(node.argument);
      return node.operator === "-" && typeof operand === "number" ? -operand : undefined;
    }
    case "TemplateLiteral":
      return node.expressions.length === 0 ? (node.quasis[0]?.value.cooked ?? undefined) : undefined;
    case "ArrayExpression": {
      const items = node.elements.map((item) => (item === null || item.type === "SpreadElement" ? undefined : literalValue(item)));
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case "ObjectExpression":
      return literalObject(node.properties);
    default:
      return undefined;
  }
}

function literalObject(properties: Extract<Expression, { type: "ObjectExpression" }>["properties"]): Json | undefined {
  const entries: [string, Json][] = [];
  for (const property of properties) {
    if (property.type !== "Property" || property.computed) return undefined;
    const key = property.key.type === "Identifier" ? property.key.name : property.key.type === "Literal" ? String(property.key.value) : undefined;
    const value = literalValue(property.value);
    if (key === undefined || value === undefined) return undefined;
    entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}
