/** Holds what was measured against what the project wants: `targets` of a row in plan.mjs, and its reference. */
import { digits } from "./digits.mjs";
import { works } from "./plan.mjs";

/** A measured row as data, with its ratio to its reference and, for each target, whether it is met (`null`: unknown). */
export function judge(row, measured) {
  const find = (id) => measured.find((other) => other.id === id && other.node.version === row.node.version);
  const reference = find(row.reference);
  const { id, work, node, label, unit, median, min, max, count } = row;
  const targets = (row.targets ?? []).map((target) => ({ ...against(row, target, find), work: work.number }));
  return { id, work: work.number, title: work.title, node: node.version, label, unit, median, min, max, count, ratio: reference === undefined ? null : median / reference.median, targets };
}

/**
 * A target is `{ limit }` in the row's unit, `{ limit, where }` on a machine where the reference takes `where`, or
 * `{ times, of }` another row (by default the reference).
 */
function against({ median, unit, node, reference }, { limit, where, times, of = reference }, find) {
  if (times === undefined && where === undefined) return { text: `≤ ${limit} ${unit}`, here: `${digits(median)} ${unit}`, isMet: median <= limit };
  const other = find(of);
  const factor = times ?? onNode(limit, node) / onNode(where, node);
  const why = times === undefined ? ` (${onNode(limit, node)} ${unit} where that takes ${onNode(where, node)})` : "";
  const text = `≤ ${digits(factor)} × ${nameOf(of)}${why}`;
  if (other === undefined) return { text, here: "", isMet: null };
  return { text, here: `${digits(median / other.median)} ×`, isMet: median <= factor * other.median };
}

/** Whether or not it was measured. */
function nameOf(id) {
  return works.flatMap(({ rows }) => rows).find((row) => row.id === id).short;
}

function onNode(value, node) {
  return typeof value === "function" ? value(node) : value;
}
