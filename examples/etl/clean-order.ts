import type { CsvRow } from "./csv.ts";

/** An order as the rest of the pipeline may trust it. */
export interface Order {
  readonly id: string;
  /** `2026-01-31`. */
  readonly date: string;
  readonly customer: string;
  /** Two capital letters. */
  readonly country: string;
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: number;
  /** Three capital letters. */
  readonly currency: string;
}

export interface Rejected {
  readonly line: number;
  readonly problems: readonly string[];
}

const currencies = ["EUR", "GBP", "USD", "CHF", "SEK"];

/** Mends what has but one meaning (blanks, case, a comma as decimal mark) and says everything that is wrong with the rest. */
export function cleanOrder({ line, fields }: CsvRow): Order | Rejected {
  const text = (name: string): string => fields[name] ?? "";
  const order: Order = {
    id: text("order"),
    date: text("date"),
    customer: text("customer"),
    country: text("country").toUpperCase(),
    sku: text("sku"),
    quantity: Number(text("quantity") || Number.NaN),
    unitPrice: Number(text("unit_price").replace(",", ".") || Number.NaN),
    currency: text("currency").toUpperCase(),
  };
  const problems = [
    isDate(order.date) ? "" : `date is "${order.date}", expected one such as 2026-01-31`,
    /^[A-Z]{2}$/.test(order.country) ? "" : `country is "${order.country}", expected two letters`,
    /^[A-Z]{3}-\d{3}$/.test(order.sku) ? "" : `sku is "${order.sku}", expected one such as TRL-100`,
    Number.isInteger(order.quantity) && order.quantity > 0 ? "" : `quantity is "${text("quantity")}", expected a whole number ≥ 1`,
    order.unitPrice > 0 ? "" : `unit_price is "${text("unit_price")}", expected a number > 0`,
    currencies.includes(order.currency) ? "" : `currency is "${order.currency}", expected one of ${currencies.join(", ")}`,
  ].filter((problem) => problem !== "");
  return problems.length === 0 ? order : { line, problems };
}

export function isRejected(result: Order | Rejected): result is Rejected {
  return "problems" in result;
}

export function isOrder(result: Order | Rejected): result is Order {
  return !isRejected(result);
}

/** Also refuses days that no calendar has, such as 30 February. */
function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
