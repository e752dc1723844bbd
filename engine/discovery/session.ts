import type { ts } from "ts-morph";

import type { ModuleResolver } from "./module-resolution.ts";
import type { TypeScript } from "./typescript-api.ts";

/** Parsed sources with a type checker over them. Holds everything in memory and nothing open. */
export interface Session {
  readonly root: string;
  readonly ts: TypeScript;
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  /** The file in which the SDK's names are declared. */
  readonly sdkFile: string;
  readonly resolver: ModuleResolver;
  /** What the parameters of a function stand for while the result of one call of it is looked at. */
  readonly bindings: Bindings;
}

/** Arguments by the parameter that they go to. */
export type Bindings = ReadonlyMap<ts.Node, ts.Expression>;

export const noBindings: Bindings = new Map();
