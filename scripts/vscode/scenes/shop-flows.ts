/** The workspace that the pictures show: a shop's nightly report, with fan-out, a retry, a child flow, and a failure when asked for. */
export const shopFlows: Readonly<Record<string, string>> = {
  "tsconfig.json": '{ "compilerOptions": { "module": "nodenext", "target": "es2023", "strict": true, "noEmit": true, "types": ["node"], "allowImportingTsExtensions": true } }\n',
  "flows/nightly-report.ts": `import { setTimeout } from "node:timers/promises";
import { flow, getLogger, runtime, task } from "millrace";
import { invoices } from "./invoices.ts";

const fetchOrders = task({ retries: 2, retryDelay: "600ms" }, async (region: string) => {
  await setTimeout(300 + region.length * 120);
  if (region === "east" && runtime.taskRun?.attempt === 1) throw new Error("The order service answered 503.");
  console.log(\`\${region}: \${region.length * 40} orders\`);
  return region.length * 40;
});

const fetchRates = task(async (currency: string) => {
  await setTimeout(700);
  return currency === "EUR" ? 1 : 1.08;
});

const sumUp = task(async (orders: number[], rate: number) => {
  await setTimeout(500);
  if (rate > 1) getLogger().warn("Rates are of yesterday");
  return orders.reduce((total, count) => total + count, 0) * rate;
});

const publish = task(async (total: number, channel: string) => {
  await setTimeout(400);
  if (channel === "fax") throw new Error("Nobody has a fax any more.");
  return { total, channel };
});

/** What was sold in each region, in one currency, sent to where it is read. */
export const nightlyReport = flow(
  { name: "Nightly report" },
  async (
    channel: "mail" | "chat" | "fax",
    currency: "EUR" | "USD" = "USD",
    regions: string[] = ["north", "east", "south", "west"],
  ) => {
    const orders = fetchOrders.map(regions);
    const rate = fetchRates(currency);
    const total = await sumUp(orders, rate);
    await invoices(3);
    return await publish(total, channel);
  },
);
`,
  "flows/stock.ts": `import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { flow, task } from "millrace";

const count = task(async (shelf: string) => shelf.length * 12);
const reorder = task(async (item: string) => {
  if (item === "ink") throw new Error("The supplier of ink is closed.");
  return item;
});
const waitForTruck = task(async () => {
  while (!existsSync("truck")) await setTimeout(50);
});

/** Counts what is on the shelves. */
export const stocktaking = flow({ name: "Stocktaking" }, async () => await count.map(["A", "B", "C"]));

/** Orders what is running out. */
export const reordering = flow({ name: "Reordering" }, async () => await reorder.map(["paper", "ink"]));

/** Puts away what arrives. */
export const delivery = flow({ name: "Delivery" }, async () => {
  await count("ramp");
  await waitForTruck();
});
`,
  "flows/invoices.ts": `import { setTimeout } from "node:timers/promises";
import { flow, task } from "millrace";

const render = task(async (number: number) => {
  await setTimeout(250 + number * 150);
  return \`invoice-\${number}.pdf\`;
});

/** Renders the invoices of the night. */
export const invoices = flow({ name: "Invoices" }, async (count = 5) => await render.map(Array.from({ length: count }, (_, index) => index + 1)));
`,
};
