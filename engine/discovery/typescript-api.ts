import type { ts } from "ts-morph";

/** The compiler's own API, as ts-morph carries it. Handed around as a value, since loading it is left to one place. */
export type TypeScript = typeof ts;
