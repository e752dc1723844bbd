import { digits } from "./digits.mjs";
import { summarise } from "./statistics.mjs";
import { judge } from "./targets.mjs";

const heading = ["Work", "Node", "What", "Median", "Min – max", "÷ reference"];
const alignment = ["---", "---", "---", "--:", "--:", "--:"];
const targetHeading = ["Work", "Node", "What", "Target", "Here", ""];
const targetAlignment = ["---", "---", "---", "---", "---", "---"];

/** `{ text, rows }`: the tables of results and of targets as Markdown, and the rows as data. */
export function tableOf(works, samples) {
  const nodes = nodesOf(samples);
  const measured = works.flatMap((work) => nodes.flatMap((node) => work.rows.flatMap((row) => measure(work, node, row, samples))));
  const rows = measured.map((row) => judge(row, measured));
  const results = [heading, alignment, ...rows.map((row, index) => cellsOf(row, rows[index - 1]))];
  const targets = rows.flatMap((row) => row.targets.map((target) => ({ ...row, target })));
  const held = [targetHeading, targetAlignment, ...targets.map((row, index) => targetCells(row, targets[index - 1]))];
  return { rows, text: [results, ...(targets.length === 0 ? [] : [held])].map(markdown).join("\n\n") };
}

function nodesOf(samples) {
  const byVersion = new Map(samples.filter(({ node }) => node !== null).map(({ node }) => [node.version, node]));
  return [...byVersion.values()];
}

/** None where the row's subject was left out. */
function measure(work, node, row, samples) {
  const subject = row.subject ?? row.id;
  const own = samples.filter((sample) => sample.work === work.number && sample.subject === subject && (sample.node === null || sample.node.version === node.version));
  const [first] = own;
  if (first === undefined) return [];
  const name = first.name === "Millrace" || first.node?.version === first.name.slice(5) ? "" : `${first.name}: `;
  return [{ ...row, reference: row.reference === undefined ? work.reference : row.reference, work, node, label: `${name}${row.label}`, ...summarise(own.map(({ values }) => values[row.metric])) }];
}

/** What is as in the row above is not said again. */
function placeCells({ work, title, node }, above) {
  const isSameWork = above?.work === work;
  return [isSameWork ? "" : `${work}. ${title}`, isSameWork && above.node === node ? "" : node];
}

function cellsOf(row, above) {
  const { label, unit, median, min, max, ratio } = row;
  return [...placeCells(row, above), label, `${digits(median)} ${unit}`, `${digits(min)} – ${digits(max)}`, ratio === null ? "" : digits(ratio)];
}

function targetCells(row, above) {
  const { text, here, isMet } = row.target;
  return [...placeCells(row, above), row.label, text, here, isMet === null ? "– not measured" : isMet ? "✔ met" : "✖ missed"];
}

function markdown(lines) {
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
