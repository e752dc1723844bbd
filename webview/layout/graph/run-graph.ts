/** What a graph shows of a run: its tasks, those of one kind folded into one, tied by what they pass on. */
import { taskField, taskRunName } from "../../../core/protocol/run-picture.ts";
import type { PictureData } from "../picture-data.ts";
import type { RunTree } from "../run-tree.ts";

export type GraphNode = TaskNode | FoldNode | PlannedNode;

interface NodeBase {
  /** The same for as long as it means the same. */
  readonly key: string;
  readonly name: string;
}

export interface TaskNode extends NodeBase {
  readonly kind: "task";
  readonly task: number;
  readonly isExpandable: boolean;
  readonly isExpanded: boolean;
}

export interface FoldNode extends NodeBase {
  readonly kind: "fold";
  readonly members: readonly number[];
  readonly isExpanded: false;
}

/** In the code, and not called so far. */
export interface PlannedNode extends NodeBase {
  readonly kind: "planned";
  readonly callSite: string;
  readonly isRepeated: boolean;
  readonly isFlow: boolean;
}

/** `data`: a result that was passed on; `static`: so the code shows; `call`: one runs inside of the other. */
export type GraphEdgeKind = "data" | "static" | "call";

export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  readonly kind: GraphEdgeKind;
}

export interface RunGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphOptions {
  /** Keys of nodes that are unfolded. */
  readonly expanded: ReadonlySet<string>;
  /** So many runs of one task side by side fold. */
  readonly foldFrom: number;
}

export const graphFoldFrom = 6;

export function runGraph(picture: PictureData, tree: RunTree, staticEdges: readonly (readonly [from: number, to: number])[], { expanded, foldFrom }: GraphOptions): RunGraph {
  const nodes: GraphNode[] = [];
  /** The node in which a task is shown: its own, its fold's, or that of the task it runs inside of. */
  const nodeOf = new Int32Array(picture.tasks.length).fill(-1);
  const edges = new EdgeSet();

  const addLevel = (siblings: readonly number[], parent: number): void => {
    for (const [key, members] of groupsOf(picture, siblings)) {
      if (members.length >= foldFrom && !expanded.has(key)) {
        const node = nodes.push({ kind: "fold", key, name: picture.definitions[picture.tasks[members[0] ?? -1]?.[taskField.definition] ?? -1]?.name ?? "task", members, isExpanded: false }) - 1;
        for (const member of members) hide(member, node);
        if (parent >= 0) edges.add(parent, node, "call");
        continue;
      }
      for (const member of members) addTask(member, parent);
    }
  };
  const addTask = (number: number, parent: number): void => {
    const task = picture.tasks[number];
    if (task === undefined) return;
    const below = tree.children.get(number);
    const key = `t${number}`;
    const isExpanded = below !== undefined && expanded.has(key);
    const node = nodes.push({ kind: "task", key, name: taskRunName(picture, task), task: number, isExpandable: below !== undefined, isExpanded }) - 1;
    nodeOf[number] = node;
    if (parent >= 0) edges.add(parent, node, "call");
    if (isExpanded) addLevel(below, node);
    else for (const child of below ?? []) hide(child, node);
  };
  const hide = (number: number, node: number): void => {
    nodeOf[number] = node;
    for (const child of tree.children.get(number) ?? []) hide(child, node);
  };

  addLevel(tree.roots, -1);
  for (const task of picture.tasks) {
    if (task === undefined) continue;
    const to = nodeOf[task[taskField.task]] ?? -1;
    for (const [upstream] of task[taskField.upstreams]) edges.add(nodeOf[upstream] ?? -1, to, "data");
  }
  for (const [from, to] of staticEdges) edges.add(nodeOf[from] ?? -1, nodeOf[to] ?? -1, "static");
  return { nodes, edges: edges.all() };
}

/** One edge between two nodes, the strongest of those there are: data before what the code shows, that before a call. */
class EdgeSet {
  readonly #edges = new Map<string, GraphEdge>();

  add(from: number, to: number, kind: GraphEdgeKind): void {
    if (from < 0 || to < 0 || from === to) return;
    const key = `${from} ${to}`;
    const strength = { call: 0, static: 1, data: 2 };
    const known = this.#edges.get(key);
    if (known === undefined || strength[known.kind] < strength[kind]) this.#edges.set(key, { from, to, kind });
  }

  all(): GraphEdge[] {
    return [...this.#edges.values()];
  }
}

/** Runs of one task, in the order of the first of each. */
function groupsOf(picture: PictureData, siblings: readonly number[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const number of siblings) {
    const task = picture.tasks[number];
    if (task === undefined) continue;
    const key = `g${task[taskField.definition]}.${task[taskField.flowRun]}.${task[taskField.parent]}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [number]);
    else group.push(number);
  }
  return groups;
}
