import { summarise } from "./statistics.mjs";

const heading = ["Work", "Node", "What", "Median", "Min – max", "Millrace ÷ this", "Target"];
const alignment = ["---", "---", "---", "--:", "--:", "--:", "---"];

/** `{ text, rows }`: the table as Markdown, and its rows as data. */
export function tableOf(works, samples) {
  const nodes = nodesOf(samples);
  const measured = works.flatMap((work) => nodes.flatMap((node) => work.rows.flatMap((row) => measure(work, node, row, samples))));
  const rows = measured.map((row) => judge(row, measured));
  return { rows, text: [heading, alignment, ...rows.map((row, index) => cellsOf(row, rows[index - 1]))].map((cells) => `| ${cells.join(" | ")} |`).join("\n") };
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
  const { targets = [], label, id, of, unit } = row;
  return [{ id, of, work, node, label: `${name}${label}`, unit, targets, ...summarise(own.map(({ values }) => values[row.metric])) }];
}

function judge(row, measured) {
  const sameNode = measured.filter((other) => other.node.version === row.node.version);
  const own = sameNode.find((other) => (row.of === undefined ? other.work === row.work && other.unit === row.unit : other.id === row.of));
  const median = (id) => sameNode.find((other) => other.id === id)?.median;
  const targets = row.targets.map((target) => target({ value: row.median, node: row.node, median }));
  const { id, work, node, label, unit, min, max, count } = row;
  return { id, work: work.number, title: work.title, node: node.version, label, unit, median: row.median, min, max, count, ratio: own === undefined || own === row ? null : own.median / row.median, targets };
}

/** What is as in the row above is not said again. */
function cellsOf({ work, title, node, label, unit, median, min, max, ratio, targets }, above) {
  const isSameWork = above?.work === work;
  return [isSameWork ? "" : `${work}. ${title}`, isSameWork && above.node === node ? "" : node, label, `${digits(median)} ${unit}`, `${digits(min)} – ${digits(max)}`, ratio === null ? "" : digits(ratio), targets.map(mark).join("<br>")];
}

function mark({ text, isMet }) {
  if (isMet === null) return `– ${text}`;
  return `${isMet ? "✔" : "✖"} ${text}`;
}

/** Three digits that count, and no more than a reader can use: 0.00123, 1.23, 12.3, 123, 12,345. */
function digits(number) {
  const rounded = Math.abs(number) >= 100 ? Math.round(number) : Number(number.toPrecision(3));
  return rounded.toLocaleString("en-US", { maximumFractionDigits: 6 });
}
