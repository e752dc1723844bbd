/** Lets Node load TypeScript from here on, ES modules and CommonJS, with source maps. */
export async function registerLoader(): Promise<void> {
  // What flows import goes first: tsx reads every module behind it through a parser, which for the SDK takes 10 ms.
  await import("../index.ts");
  await import("tsx");
}
