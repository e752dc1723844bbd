/**
 * Orders from a CSV file: extract, clean in chunks, convert, load. One step fails now and then, on purpose.
 *
 *   millrace run examples/etl.ts                           the exchange rates fail once and are retried
 *   millrace run examples/etl.ts --param failAt=load       fails for good; then try:
 *   millrace runs resume <id>                              goes on from the last success
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { exponentialBackoff, flow, getLogger, isMain, runtime, task, unmapped } from "millrace";
import { cleanOrder, isOrder, isRejected, type Order, type Rejected } from "./etl/clean-order.ts";
import { parseCsv, type CsvRow } from "./etl/csv.ts";

type Step = "extract" | "rates" | "load";

type Rates = Readonly<Record<string, number>>;

/** Orders of one country; money in euros. */
export interface CountrySummary {
  readonly country: string;
  readonly orders: number;
  readonly items: number;
  readonly revenue: number;
  readonly averageOrder: number;
}

const extract = task(async (file: string, failAt: Step | "nowhere"): Promise<CsvRow[]> => {
  failWhenAsked("extract", failAt);
  const rows = parseCsv(await readFile(resolve(import.meta.dirname, file), "utf8"));
  console.log(`${rows.length} lines in ${file}`);
  return rows;
});

const clean = task((rows: CsvRow[]): (Order | Rejected)[] => rows.map(cleanOrder));

/** Puts the chunks together again; an order that was sent twice counts once. */
const sortOut = task((chunks: (Order | Rejected)[][]) => {
  const results = chunks.flat();
  const rejected = results.filter(isRejected);
  const accepted = results.filter(isOrder);
  const orders = [...new Map(accepted.map((order) => [order.id, order])).values()];
  if (rejected.length > 0) getLogger().warn(`${rejected.length} lines were rejected`, { lines: rejected.map(({ line }) => line) });
  if (orders.length < accepted.length) getLogger().warn(`${accepted.length - orders.length} orders were sent twice`);
  return { orders, rejected };
});

/** Stands for a service on the network: its first answer of each run is an error, so that a retry can be seen. */
const fetchRates = task(
  { retries: 3, retryDelay: exponentialBackoff({ base: "200ms" }), description: "Units of each currency for one euro." },
  (failAt: Step | "nowhere"): Rates => {
    failWhenAsked("rates", failAt);
    if (runtime.taskRun?.attempt === 1) throw new Error("The rate service answered 503 Service Unavailable.");
    return { EUR: 1, GBP: 0.86, USD: 1.08, CHF: 0.95, SEK: 11.3 };
  },
);

const summarise = task((orders: Order[], rates: Rates): CountrySummary[] => {
  const countries = [...new Set(orders.map(({ country }) => country))];
  const summaries = countries.map((country): CountrySummary => {
    const own = orders.filter((order) => order.country === country);
    const revenue = sum(own.map(({ quantity, unitPrice, currency }) => (quantity * unitPrice) / (rates[currency] ?? 1)));
    return {
      country,
      orders: own.length,
      items: sum(own.map(({ quantity }) => quantity)),
      revenue: Math.round(revenue),
      averageOrder: Math.round(revenue / own.length),
    };
  });
  return summaries.sort((a, b) => b.revenue - a.revenue);
});

const load = task({ taskRunName: "load {name}" }, async (name: string, text: string, failAt: Step | "nowhere") => {
  if (name === "summary.json") failWhenAsked("load", failAt);
  const folder = join(import.meta.dirname, "out");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), text);
});

/**
 * Sums up the orders of a file by country and writes out/orders.ndjson, out/rejected.ndjson and out/summary.json.
 *
 * @param file the orders, relative to this folder
 * @param chunkSize how many lines are cleaned at a time
 * @param failAt the step that fails until the run is resumed
 */
export const etl = flow({ name: "Orders ETL" }, async (file = "data/orders.csv", chunkSize = 50, failAt: Step | "nowhere" = "nowhere") => {
  const rows = await extract(file, failAt);
  const chunks = Array.from({ length: Math.ceil(rows.length / chunkSize) }, (_, chunk) => rows.slice(chunk * chunkSize, (chunk + 1) * chunkSize));
  const rates = fetchRates(failAt);
  const { orders, rejected } = await sortOut(clean.map(chunks));
  const summary = await summarise(orders, rates);
  await load.map(
    ["orders.ndjson", "rejected.ndjson", "summary.json"],
    [toLines(orders), toLines(rejected), `${JSON.stringify(summary, null, 2)}\n`],
    unmapped(failAt),
  );
  return summary;
});

/** Fails while the flow's function is called for the first time: a resume calls it again, as its second attempt. */
function failWhenAsked(step: Step, failAt: Step | "nowhere"): void {
  if (step === failAt && runtime.flowRun?.attempt === 1) throw new Error(`The step "${step}" fails because failAt asks for it. Resume the run to go on.`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function toLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}

if (isMain(import.meta)) console.table(await etl());
