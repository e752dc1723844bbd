/** Flows that the tests run. What takes long waits for a file, so that a test says when it goes on. */

const imports = 'import { existsSync } from "node:fs";\nimport { setTimeout } from "node:timers/promises";\nimport { flow, getSignal, task } from "millrace";\n';

/** `quick`: two tasks, no parameters. */
export const quick = `import { flow, task } from "millrace";

const load = task(async (region: string) => {
  console.log(\`loading \${region}\`);
  return region.length;
});

/** Counts letters. */
export const quick = flow(async () => [await load("north"), await load("south")]);
`;

/** `gated`: its second task goes on when the workspace has a file `go`. */
export const gated = `${imports}
const load = task(async (region: string) => region.length);
const wait = task(async (file: string) => {
  while (!existsSync(file)) await setTimeout(20, undefined, { signal: getSignal() });
  return file;
});

export const gated = flow(async () => [await load("north"), await wait("go")]);
`;

/** `failing`: its second call of `load` throws, at line 4. */
export const failing = `import { flow, task } from "millrace";

const load = task(async (region: string) => {
  if (region === "south") throw new Error(\`\${region} cannot be loaded\`);
  return region.length;
});

export const failing = flow(async () => {
  const north = await load("north");
  return north + (await load("south"));
});
`;

/** `order`: a parameter of each kind that is asked for, the first two required. */
export const asking = `import { flow } from "millrace";

export const order = flow(async (size: "small" | "large", count: number, express = false, note = "none") => ({ size, count, express, note }));
`;

/** `report`: three tasks, each with the result of the one before. */
export const report = `import { flow, task } from "millrace";

const load = task(async (region: string) => region.length);
const sum = task(async (lengths: number[]) => lengths.reduce((total, length) => total + length, 0));
const send = task(async (total: number) => total);

export const report = flow(async () => {
  const total = await sum([await load("north")]);
  return await send(total);
});
`;

/** `ship`: waits for somebody to approve, with a form of two fields. */
export const asksApproval = `import { flow, pause, task } from "millrace";

const build = task(async () => "v1.4.0");

export const ship = flow(async () => {
  const version = await build();
  const { channel, note } = await pause<{ channel: "beta" | "stable"; note: string }>({ description: \`Ship \${version}?\`, timeout: "1d" });
  return \`\${version} \${channel}: \${note}\`;
});
`;
