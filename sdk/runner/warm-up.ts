/** Imported by a runner that waits, so that the TypeScript loader has loaded all that it loads at its first file. */
export const isWarm: boolean = true;
