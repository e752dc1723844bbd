import type { ts } from "ts-morph";

import type { Session } from "../session.ts";

/** The type that a future of the SDK resolves to, null when the type is no future. A list of futures is a list of values. */
export function futureOf(session: Session, type: ts.Type): { readonly value: ts.Type; readonly isList: boolean } | null {
  const symbol = type.getSymbol();
  const isOfSdk = symbol?.declarations?.some((declaration) => declaration.getSourceFile().fileName === session.sdkFile) ?? false;
  if (symbol === undefined || !isOfSdk || !isReference(session, type)) return null;
  const [value] = session.checker.getTypeArguments(type);
  const isList = symbol.name === "TaskFutureList";
  return value !== undefined && (isList || symbol.name === "TaskFuture") ? { value, isList } : null;
}

/** Whether a type is a generic one with its arguments, such as `Array<string>` or a tuple. */
export function isReference({ ts: typescript }: Session, type: ts.Type): type is ts.TypeReference {
  const isObject = (type.flags & typescript.TypeFlags.Object) !== 0 && "objectFlags" in type;
  return isObject && typeof type.objectFlags === "number" && (type.objectFlags & typescript.ObjectFlags.Reference) !== 0;
}
