import type { ts } from "ts-morph";

import type { JsonSchema } from "../../../core/protocol/json-schema.ts";
import type { Session } from "../session.ts";
import { arraySchema } from "./arrays.ts";
import { literalSchema } from "./literals.ts";
import { objectSchema } from "./objects.ts";
import { anySchema, type SchemaWriter } from "./schema-writer.ts";
import { intersectionSchema, unionSchema } from "./unions.ts";

/** Types that unfold for ever (`type N<T> = { next: N<T[]> }`) end here. */
const DEEPEST = 20;
/** One signature that needs more schemas than this is not meant to be typed by hand. */
const MOST_SCHEMAS = 5_000;

/** Makes a writer for one signature. */
export function createSchemaWriter(session: Session): SchemaWriter {
  const open = new Map<ts.Type, { name: string; isUsed: boolean }>();
  const finished = new Map<ts.Type, string>();
  const definitions: Record<string, JsonSchema> = {};
  let written = 0;

  function write(type: ts.Type, node?: ts.TypeNode): JsonSchema {
    if (!mayRecur(session, type)) return writeShape(writer, type, node);
    const known = finished.get(type);
    if (known !== undefined) return { $ref: `#/$defs/${known}` };
    const outer = open.get(type);
    if (outer !== undefined) {
      outer.isUsed = true;
      return { $ref: `#/$defs/${outer.name}` };
    }
    written += 1;
    if (open.size >= DEEPEST) return anySchema("the type is nested too deeply");
    if (written > MOST_SCHEMAS) return anySchema("the type is too large");
    const entry = { name: freeName(type), isUsed: false };
    open.set(type, entry);
    const schema = writeShape(writer, type, node);
    open.delete(type);
    if (!entry.isUsed) return schema;
    finished.set(type, entry.name);
    definitions[entry.name] = schema;
    return { $ref: `#/$defs/${entry.name}` };
  }

  function freeName(type: ts.Type): string {
    const symbol = type.aliasSymbol ?? type.getSymbol();
    const base = symbol === undefined || symbol.name.startsWith("__") ? "Type" : symbol.name;
    const taken = new Set([...Object.keys(definitions), ...[...open.values()].map((entry) => entry.name)]);
    let name = base;
    for (let count = 2; taken.has(name); count += 1) name = `${base}${count}`;
    return name;
  }

  const writer: SchemaWriter = { session, write, definitions: () => definitions };
  return writer;
}

/** Every kind of type in turn; the order matters where a type has several flags. */
function writeShape(writer: SchemaWriter, type: ts.Type, node: ts.TypeNode | undefined): JsonSchema {
  const { ts: typescript, checker } = writer.session;
  const { TypeFlags } = typescript;
  const { flags } = type;
  if (flags & TypeFlags.Any) return anySchema(whyAny(writer, node));
  if (flags & TypeFlags.Unknown) return anySchema("the type is unknown");
  const literal = literalSchema(writer, type);
  if (literal !== null) return literal;
  if (flags & TypeFlags.ESSymbolLike) return anySchema("a symbol");
  if (flags & (TypeFlags.Undefined | TypeFlags.Void)) return anySchema("undefined cannot be written as JSON");
  if (flags & TypeFlags.Never) return { not: {} };
  if (flags & TypeFlags.NonPrimitive) return { type: "object" };
  if (type.isUnion()) return unionSchema(writer, type, node);
  if (type.isIntersection()) return intersectionSchema(writer, type);
  if (flags & TypeFlags.Object) return arraySchema(writer, type, node) ?? objectSchema(writer, type);
  const constraint = checker.getBaseConstraintOfType(type);
  const isOpen = constraint === undefined || constraint === type || (constraint.flags & TypeFlags.Unknown) !== 0;
  if (!isOpen) return writer.write(constraint);
  return anySchema(
    flags & TypeFlags.TypeParameter
      ? `the type parameter ${checker.typeToString(type)} has no constraint`
      : `${checker.typeToString(type)} depends on a type parameter`,
  );
}

function whyAny({ session }: SchemaWriter, node: ts.TypeNode | undefined): string {
  if (node === undefined) return "no type is given";
  if (node.kind === session.ts.SyntaxKind.AnyKeyword) return "the type is any";
  return `the type ${node.getText().replaceAll(/\s+/g, " ")} is not found`;
}

function mayRecur({ ts: typescript }: Session, type: ts.Type): boolean {
  const isLarge = typescript.TypeFlags.Object | typescript.TypeFlags.UnionOrIntersection;
  const isSmall = typescript.TypeFlags.BooleanLike | typescript.TypeFlags.EnumLike;
  return (type.flags & isLarge) !== 0 && (type.flags & isSmall) === 0;
}
