/**
 * Records the runs that the preview shows: writes a few flows into a temporary folder, runs them with this clone's
 * command, and keeps what `millrace runs show --json` says of them. `node webview/preview/record.mjs`, after a build.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const clone = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "shop-"));
mkdirSync(join(folder, "node_modules"));
symlinkSync(clone, join(folder, "node_modules/millrace"));
writeFileSync(join(folder, "package.json"), '{ "name": "shop", "type": "module", "private": true }\n');

const flows = {
  "import-orders": `import { flow, task, getLogger } from "millrace";

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Order { id: number; customer: string; total: number }

const fetchOrders = task({ name: "fetch-orders" }, async (day: string): Promise<Order[]> => {
  console.log("GET https://orders.example/api?day=" + day);
  await later(180);
  const orders = Array.from({ length: 8 }, (_, id) => ({ id, customer: ["ada", "grace", "edsger"][id % 3]!, total: 10 + id * 7.5 }));
  console.log("got %d orders", orders.length);
  return orders;
});

const check = task({ name: "check-order" }, async (order: Order) => {
  await later(40 + order.id * 15);
  if (order.total > 55) getLogger().warn("order " + order.id + " is large: " + order.total);
  return order;
});

const fetchRates = task({ name: "fetch-rates", retries: 3, retryDelay: "300ms" }, async () => {
  await later(90);
  if (tries++ < 1) throw new Error("503 Service Unavailable");
  return { EUR: 1, USD: 1.08, JPY: 162.4 };
});
let tries = 0;

const convert = task(async function convert(orders: Order[], rates: Record<string, number>) {
  await later(60);
  return orders.map((order) => ({ ...order, usd: order.total * rates.USD! }));
});

const store = task({ name: "store" }, async (orders: unknown[]) => { await later(120); return orders.length; });

const currency = flow({ name: "currency" }, async (orders: Order[]) => {
  const rates = fetchRates();
  return convert(orders, await rates);
});

export const importOrders = flow({ name: "import-orders" }, async (day = "2026-11-20") => {
  const orders = await fetchOrders(day);
  const checked = await Promise.all(check.map(orders));
  const converted = await currency(checked);
  const stored = await store(converted);
  console.log("stored " + stored + " orders");
  return { stored, day };
});
`,
  "nightly-report": `import { artifact, flow, task } from "millrace";

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const query = task({ name: "query" }, async (table: string) => {
  await later(table === "visits" ? 420 : 160);
  console.debug("SELECT count(*) FROM " + table);
  return { table, rows: table.length * 1_000 };
});

const render = task({ name: "render" }, async (tables: { table: string; rows: number }[]) => {
  const progress = await artifact.progress({ key: "render", progress: 0, description: "Pages that are done" });
  await later(140);
  await progress.update({ progress: 100 });
  await artifact.table({ key: "tables", table: tables });
  await artifact.link({ key: "dashboard", link: "https://shop.example/reports", text: "All reports" });
  await artifact.markdown({ key: "summary", markdown: "## Summary\\n\\n- **3** tables, see [the data](https://shop.example/data)\\n- no <b>HTML</b>, no [script](javascript:alert(1))" });
  return "<html>" + "x".repeat(600) + tables.length + "</html>";
});

class SmtpError extends Error { override name = "SmtpError"; code = "ECONNREFUSED"; }

const publish = task({ name: "publish", retries: 2, retryDelay: ["200ms", "400ms"] }, async (html: string) => {
  await later(70);
  console.error("mail.example refused the connection");
  throw new SmtpError("connect ECONNREFUSED mail.example:25", { cause: new Error("socket hang up") });
});

const archive = task({ name: "archive" }, async (html: string) => { await later(900); return html.length; });

export const nightlyReport = flow({ name: "nightly-report" }, async (date: string = "2026-11-20") => {
  const tables = await Promise.all(["orders", "visits", "stock"].map((table) => query(table)));
  const html = await render(tables);
  const done = archive(html);
  await publish(html);
  await done;
});
`,
  reindex: `import { flow, task, waitAll } from "millrace";

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const list = task({ name: "list-products" }, async () => { await later(120); return Array.from({ length: 90 }, (_, id) => id); });

const index = task({ name: "index-product" }, async (id: number) => {
  await later(30 + (id * 37) % 500);
  if (id % 30 === 17) throw new Error("product " + id + " has no title");
  return id;
});

const swap = task({ name: "swap-index" }, async () => { await later(80); });

export const reindex = flow({ name: "reindex" }, async () => {
  const ids = await list();
  const runs = index.map(ids);
  await waitAll(runs);
  await swap();
});
`,
  "sync-stock": `import { flow, task } from "millrace";

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let tries = 0;
const pull = task({ name: "pull-stock", retries: 2, retryDelay: "14s" }, async () => {
  await later(400);
  if (tries++ < 1) throw new Error("The warehouse answers again in a moment.");
  return 42;
});
const write = task({ name: "write-stock" }, async (count: number) => { await later(300); return count; });

export const syncStock = flow({ name: "sync-stock" }, async () => write(await pull()));
`,
};

for (const [name, source] of Object.entries(flows)) {
  writeFileSync(join(folder, `${name}.ts`), source);
  const { stdout, stderr } = spawnSync(process.execPath, [join(clone, "dist/millrace.js"), "run", `${name}.ts#${name}`, "--json"], { cwd: folder, encoding: "utf8", maxBuffer: 1e9 });
  if (!stdout.startsWith("{")) throw new Error(`${name} gave no run: ${stderr}`);
  // The folder's name is this machine's and another each time.
  const text = JSON.stringify(JSON.parse(stdout)).replaceAll(folder, "/shop");
  writeFileSync(join(import.meta.dirname, "recorded", `${name}.json`), `${text}\n`);
  console.log(name, text.length, readFileSync(join(folder, `${name}.ts`), "utf8").split("\n").length);
}
