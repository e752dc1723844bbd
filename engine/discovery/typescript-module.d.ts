/** ts-morph's own copy of TypeScript, which comes without types under this name. */
declare module "@ts-morph/common/dist/typescript.js" {
  import type { ts } from "ts-morph";

  const typescript: typeof ts;
  export { typescript as default };
}
