/** Lets Node load TypeScript from here on, ES modules and CommonJS, with source maps. */
export async function registerLoader(): Promise<void> {
  await import("tsx");
}
