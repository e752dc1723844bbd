/** A worker's bundle as text: a webview may only start workers from a blob. Made by `build.mjs`. */
declare module "worker:*" {
  export const source: string;
}
