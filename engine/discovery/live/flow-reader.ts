import type { FlowEntry, StaticGraph } from "../../../core/protocol/flow-entry.ts";
import type { ParametersSchema } from "../../../core/protocol/json-schema.ts";
import { FlowNotFoundError, UsageError } from "../../../core/protocol/errors.ts";
import { analyseFile, reexportsOf } from "../analyse-file.ts";
import { chooseFlow } from "../choose-flow.ts";
import type { Compiler } from "../compiler.ts";
import { discoverFile } from "../discover.ts";
import type { Discovery } from "../discovery.ts";
import { type FileFindings, findingsOf } from "../flow-entries.ts";
import { namedDefinitions } from "../flows-in-file.ts";
import type { Session } from "../session.ts";
import { staticGraph } from "../static-graph.ts";
import type { FlowQuestion } from "./messages.ts";
import { readSourceBytes, type SourceTree } from "./source-tree.ts";

interface ReadFile {
  readonly text: string;
  readonly session: Session;
  readonly discovery: Discovery;
  readonly findings: FileFindings;
}

const mostKept = 8;

/** Reads one flow at a time with all its types, as the editor's texts have it. Keeps what it read until a text changes. */
export class FlowReader {
  readonly #tree: SourceTree;
  readonly #loadCompiler: () => Promise<Compiler>;
  readonly #usesOf: (file: string) => Iterable<string>;
  readonly #kept = new Map<string, ReadFile>();

  constructor(tree: SourceTree, loadCompiler: () => Promise<Compiler>, usesOf: (file: string) => Iterable<string>) {
    this.#tree = tree;
    this.#loadCompiler = loadCompiler;
    this.#usesOf = usesOf;
  }

  /** Some text has changed, or a file has come or gone. */
  forget(): void {
    this.#kept.clear();
  }

  /** @throws UsageError, FlowNotFoundError */
  async describe(question: FlowQuestion): Promise<{ readonly flow: FlowEntry; readonly schema: ParametersSchema }> {
    const { discovery, findings } = await this.#read(question.file);
    const chosen = chooseFlow(discovery, this.#tree.relative(question.file), question.flow);
    const flow = findings.flows.find(({ line, column }) => line === chosen.line && column === chosen.column);
    if (flow === undefined) throw new FlowNotFoundError(`${chosen.name} is not found in ${chosen.file}.`);
    return { flow, schema: chosen.parameters };
  }

  /** @throws UsageError, FlowNotFoundError */
  async graph(question: FlowQuestion): Promise<StaticGraph> {
    const { session, discovery } = await this.#read(question.file);
    const chosen = chooseFlow(discovery, this.#tree.relative(question.file), question.flow);
    const source = session.program.getSourceFile(question.file);
    const flows = source === undefined ? [] : namedDefinitions(session, source).flows;
    const fn = flows.find(({ line, column }) => line === chosen.line && column === chosen.column)?.placed.definition.fn;
    return fn === undefined || fn === null ? { nodes: [], edges: [] } : staticGraph(session, fn);
  }

  /** A file as it is on the disk. A saved text has mostly been read already, when its flow was described. */
  async discover(file: string): Promise<Discovery> {
    const onDisk = readSourceBytes(file)?.toString("utf8");
    const known = this.#kept.get(file);
    const isSame = onDisk !== undefined && (known?.text ?? this.#tree.read(file)) === onDisk;
    const areOthersSaved = this.#tree.buffersOf(this.#usesOf(file)).every(({ path, text }) => readSourceBytes(path)?.toString("utf8") === text);
    return isSame && areOthersSaved ? (await this.#read(file)).discovery : discoverFile({ root: this.#tree.root, file });
  }

  async #read(file: string): Promise<ReadFile> {
    const known = this.#kept.get(file);
    if (known !== undefined) return known;
    const text = this.#tree.read(file);
    if (text === undefined) throw new UsageError(`There is no file ${file}.`);
    const compiler = await this.#loadCompiler();
    const files = [{ path: file, text }, ...this.#tree.buffersOf(this.#usesOf(file))];
    const session = await compiler.openSession({ root: this.#tree.root, files });
    const source = session.program.getSourceFile(file);
    if (source === undefined) throw new UsageError(`${file} cannot be read as a source.`);
    const read: ReadFile = { text, session, discovery: { ...analyseFile(session, source), reexports: reexportsOf(session, source) }, findings: findingsOf(session, source) };
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(file, read);
    return read;
  }
}
