/** A tree as the module that a person would have written, and the number that its flow must come to. */
import { assertNever } from "../../../core/base/assert-never.ts";
import { valueOf } from "./value.ts";
import type { FlowNode, FlowTree } from "./flow-tree.ts";

/** What is given to every run that waits for a person. */
export const givenNumber = 7;

const modulo = 1_000_003;

export function writeModule(tree: FlowTree): string {
  const children: string[] = [];
  const body = tree.nodes.map((node) => `  total = (total + ${expression(node, children)}) % ${modulo};`).join("\n");
  const hooks = tree.hasEndHooks ? `, onCrashed: (_flow, run) => note("crashed", run.id, "${tree.name}"), onCancelled: (_flow, run) => note("cancelled", run.id, "${tree.name}")` : "";
  const options = `{ name: "${tree.name}", retries: ${tree.retries}, durable: ${tree.isDurable}${hooks} }`;
  const end = tree.isDoomed ? `throw new RangeError("${tree.name} is doomed");` : "return total;";
  return `import { flow, pause, processes, runtime, sleep, suspend, task, threads, transaction, unmapped } from "millrace";
import { alone, busy, cached, flaky, hooked, items, large, limited, note, outer, seat, slow, step, sum } from "./tasks.ts";
import { valueOf } from "./value.ts";

${children.join("\n")}
export const ${tree.name} = flow(${options}, async () => {
  let total = 0;
${body}
  ${end}
});
`;
}

/** `null` for a flow that always fails. */
export function expectedResult(tree: FlowTree): number | null {
  return tree.isDoomed ? null : total(tree.nodes.map(value));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, each) => (sum + each) % modulo, 0);
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => n);
}

function expression(node: FlowNode, children: string[]): string {
  switch (node.kind) {
    case "step":
    case "busy":
    case "cached":
    case "alone":
      return `(await ${node.kind}("${node.key}", ${node.ms}))`;
    case "flaky":
      return `(await flaky("${node.key}", ${node.failures}))`;
    case "slow":
    case "outer":
      return `(await ${node.kind}("${node.key}"))`;
    case "large":
      return `(await large("${node.key}")).length`;
    case "items":
      return `(await (async () => { let n = 0; for await (const item of items("${node.key}", ${node.count})) n += item + 1; return n; })())`;
    case "sleep":
      return `((await sleep(${node.ms})) ?? 0)`;
    case "limited":
    case "seat":
      return `sum(await ${node.kind}.map([${range(node.count).map((n) => `"${node.key}.${n}"`).join(", ")}], ${node.ms}))`;
    case "map":
      return `sum(await step.map([${range(node.count).map((n) => `"${node.key}.${n}"`).join(", ")}], ${node.ms}))`;
    case "chain":
      return `(await (() => { ${range(node.count).map((n) => `const f${n} = step.submit("${node.key}.${n}", ${node.ms}${n === 0 ? "" : `, f${n - 1}`});`).join(" ")} return f${node.count - 1}; })())`;
    case "pause":
    case "suspend":
      return `(await ${node.kind}({ key: "${node.key}", input: Number, timeout: "10m" }))`;
    case "failOnce":
      return `(() => { if (runtime.flowRun?.attempt === 1) throw new RangeError("${node.key}"); return 0; })()`;
    case "sequence":
      return `(await (async () => { const list = []; ${node.nodes.map((each) => `list.push(${expression(each, children)});`).join(" ")} return sum(list); })())`;
    case "all":
      return `sum(await Promise.all([${node.nodes.map((each) => `(async () => ${expression(each, children)})()`).join(", ")}]))`;
    case "child":
      return childCall(node, children);
    case "transaction":
      return block(node);
    default:
      return assertNever(node, "node of a flow");
  }
}

function childCall(node: Extract<FlowNode, { kind: "child" }>, children: string[]): string {
  const name = `child_${node.key.replace(/\W/g, "_")}`;
  const runner = node.runner === "concurrent" ? "" : `, taskRunner: ${node.runner}({ max: 2 })`;
  const inner = node.nodes.map((each) => `(total + ${expression(each, children)}) % ${modulo}`);
  children.push(`const ${name} = flow({ name: "${name}"${runner} }, async () => {\n  let total = 0;\n${inner.map((each) => `  total = ${each};`).join("\n")}\n  return total;\n});`);
  return `(await ${name}())`;
}

/** What is rolled back has still been done: the block throws what it came to. */
function block({ key, count, ms, end }: Extract<FlowNode, { kind: "transaction" }>): string {
  const calls = range(count).map((n) => `part = (part + (await hooked("${key}.${n}", ${ms}))) % ${modulo};`).join(" ");
  const last = end === "commit" ? "" : ` throw new RangeError("${key} is undone");`;
  const around = end === "commit" ? "" : `.catch((error) => { if (!(error instanceof RangeError)) throw error; })`;
  return `(await (async () => { let part = 0; await transaction(async () => { ${calls}${last} })${around}; return part; })())`;
}

function value(node: FlowNode): number {
  switch (node.kind) {
    case "step":
      return valueOf(node.key, 0);
    case "busy":
    case "flaky":
    case "slow":
    case "cached":
    case "alone":
      return valueOf(node.key);
    case "large":
      return 6_000;
    case "outer": {
      const first = valueOf(`nested:${node.key}.a`, 0);
      return valueOf(node.key, first, valueOf(`nested:${node.key}.b`, first));
    }
    case "items":
      return (node.count * (node.count + 1)) / 2;
    case "sleep":
    case "failOnce":
      return 0;
    case "pause":
    case "suspend":
      return givenNumber;
    case "limited":
    case "seat":
      return total(range(node.count).map((n) => valueOf(`${node.key}.${n}`)));
    case "map":
      return total(range(node.count).map((n) => valueOf(`${node.key}.${n}`, 0)));
    case "chain":
      return range(node.count).reduce((before, n) => valueOf(`${node.key}.${n}`, before), 0);
    case "sequence":
    case "all":
    case "child":
      return total(node.nodes.map(value));
    case "transaction":
      return total(range(node.count).map((n) => valueOf(`${node.key}.${n}`)));
    default:
      return assertNever(node, "node of a flow");
  }
}
