import type { ts } from "ts-morph";

import type { JsonSchema, JsonValue } from "../../../core/protocol/json-schema.ts";
import { futureOf } from "./futures.ts";
import { enumSchema, literalValue } from "./literals.ts";
import { objectSchema } from "./objects.ts";
import type { SchemaWriter } from "./schema-writer.ts";

/**
 * A union without `undefined` and without the futures that a task accepts anywhere: `enum` when only values are left,
 * else `anyOf`, in the order in which the members were written.
 */
export function unionSchema(writer: SchemaWriter, type: ts.UnionType, node: ts.TypeNode | undefined): JsonSchema {
  const { ts: typescript, checker } = writer.session;
  const isAbsent = typescript.TypeFlags.Undefined | typescript.TypeFlags.Void;
  const present = type.types.filter((member) => (member.flags & isAbsent) === 0);
  const plain = present.filter((member) => futureOf(writer.session, member) === null);
  const members = inWrittenOrder(writer, plain.length === 0 ? present : plain, node ?? aliasNode(writer, type));

  const values = members.map((member) => literalValue(typescript, checker, member));
  if (values.every((value) => value !== undefined)) return choice(values);
  const choices: JsonSchema[] = [];
  const single = values.filter((value) => value !== undefined && value !== null);
  const isBoolean = single.includes(true) && single.includes(false);
  const listed = isBoolean ? single.filter((value) => typeof value !== "boolean") : single;
  members.forEach((member, index) => {
    const value = values[index];
    if (value === undefined || value === null) choices.push(writer.write(member, memberNode(writer, member, node)));
    else if (typeof value === "boolean" && isBoolean) pushOnce(choices, { type: "boolean" });
    else if (value === listed[0]) choices.push(choice(listed));
  });
  const [only] = choices;
  return choices.length === 1 && only !== undefined ? only : { anyOf: choices };
}

/** Object types are merged; a primitive with a brand (`string & { __brand: … }`) is the primitive. */
export function intersectionSchema(writer: SchemaWriter, type: ts.IntersectionType): JsonSchema {
  const { ts: typescript } = writer.session;
  const { StringLike, NumberLike, BigIntLike, BooleanLike, EnumLike } = typescript.TypeFlags;
  const isPrimitive = StringLike | NumberLike | BigIntLike | BooleanLike | EnumLike;
  const primitive = type.types.find((member) => member.flags & isPrimitive);
  if (primitive !== undefined) return writer.write(primitive);
  const isAllObjects = type.types.every((member) => member.flags & typescript.TypeFlags.Object);
  return isAllObjects ? objectSchema(writer, type) : { allOf: type.types.map((member) => writer.write(member)) };
}

function choice(values: readonly JsonValue[]): JsonSchema {
  const [first] = values;
  const isBoolean = values.length === 2 && values.includes(true) && values.includes(false);
  if (isBoolean) return { type: "boolean" };
  if (values.length > 1) return enumSchema(values);
  return first === undefined || first === null ? { type: "null" } : { type: typeOf(first), const: first };
}

function typeOf(value: JsonValue): "string" | "number" | "boolean" {
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "string";
}

function pushOnce(choices: JsonSchema[], schema: JsonSchema): void {
  if (!choices.some((known) => known.type === schema.type && known.enum === undefined)) choices.push(schema);
}

/** The checker sorts the members of a union by when it first met them, which shifts from run to run. */
function inWrittenOrder(writer: SchemaWriter, members: readonly ts.Type[], node: ts.TypeNode | undefined): readonly ts.Type[] {
  const order = node === undefined ? [] : writtenMembers(writer, node, 0).map((part) => part.type);
  const place = (type: ts.Type): number => {
    const at = order.indexOf(type);
    return at === -1 ? order.length : at;
  };
  return [...members].sort((a, b) => place(a) - place(b));
}

function memberNode(writer: SchemaWriter, type: ts.Type, node: ts.TypeNode | undefined): ts.TypeNode | undefined {
  return node === undefined ? undefined : writtenMembers(writer, node, 0).find((part) => part.type === type)?.node;
}

function writtenMembers(
  writer: SchemaWriter,
  node: ts.TypeNode,
  depth: number,
): readonly { readonly type: ts.Type; readonly node: ts.TypeNode }[] {
  const { ts: typescript, checker } = writer.session;
  if (typescript.isParenthesizedTypeNode(node)) return writtenMembers(writer, node.type, depth);
  if (typescript.isUnionTypeNode(node)) return node.types.flatMap((part) => writtenMembers(writer, part, depth));
  const type = checker.getTypeFromTypeNode(node);
  const inner = type.isUnion() && depth < 10 ? (namedNode(writer, node) ?? aliasNode(writer, type)) : undefined;
  if (inner !== undefined) return writtenMembers(writer, inner, depth + 1);
  return type.isUnion() ? type.types.map((part) => ({ type: part, node })) : [{ type, node }];
}

/** What a plain name stands for, as it is declared; generic names are left alone. */
function namedNode(writer: SchemaWriter, node: ts.TypeNode): ts.TypeNode | undefined {
  const { ts: typescript, checker } = writer.session;
  if (!typescript.isTypeReferenceNode(node) || node.typeArguments !== undefined) return undefined;
  const symbol = checker.getSymbolAtLocation(node.typeName);
  const target = symbol !== undefined && symbol.flags & typescript.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target?.declarations?.find((known) => typescript.isTypeAliasDeclaration(known));
  return declaration?.type;
}

function aliasNode(writer: SchemaWriter, type: ts.Type): ts.TypeNode | undefined {
  const { ts: typescript } = writer.session;
  const declaration = type.aliasSymbol?.declarations?.find((known) => typescript.isTypeAliasDeclaration(known));
  return declaration?.typeParameters === undefined ? declaration?.type : undefined;
}
