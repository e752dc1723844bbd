/** What a flow of chaos does, as a tree that a seed has made. */
import type { Chance } from "../chance.ts";

export type FlowNode =
  | { readonly kind: "step"; readonly key: string; readonly ms: number }
  | { readonly kind: "busy"; readonly key: string; readonly ms: number }
  | { readonly kind: "flaky"; readonly key: string; readonly failures: number }
  | { readonly kind: "slow"; readonly key: string }
  | { readonly kind: "large"; readonly key: string }
  /** Keys that other runs use as well. */
  | { readonly kind: "cached" | "alone"; readonly key: string; readonly ms: number }
  /** One slot of the limit for each; `limited` holds it from its start, `seat` for a part of its time. */
  | { readonly kind: "limited" | "seat"; readonly key: string; readonly count: number; readonly ms: number }
  | { readonly kind: "outer"; readonly key: string }
  | { readonly kind: "items"; readonly key: string; readonly count: number }
  | { readonly kind: "sleep"; readonly ms: number }
  | { readonly kind: "map"; readonly key: string; readonly count: number; readonly ms: number }
  | { readonly kind: "chain"; readonly key: string; readonly count: number; readonly ms: number }
  /** Waits for a person, who gives a number; of the root flow alone. */
  | { readonly kind: "pause" | "suspend"; readonly key: string }
  /** Fails once, in the flow's first attempt. */
  | { readonly kind: "failOnce"; readonly key: string }
  | { readonly kind: "sequence" | "all"; readonly nodes: readonly FlowNode[] }
  | { readonly kind: "child"; readonly key: string; readonly runner: "concurrent" | "threads" | "processes"; readonly nodes: readonly FlowNode[] }
  | { readonly kind: "transaction"; readonly key: string; readonly end: "commit" | "rollback"; readonly count: number; readonly ms: number };

export interface FlowTree {
  readonly name: string;
  readonly retries: number;
  readonly isDurable: boolean;
  readonly hasEndHooks: boolean;
  /** Its last line throws: no resume completes it. */
  readonly isDoomed: boolean;
  readonly nodes: readonly FlowNode[];
}

const leaves = { step: 6, busy: 1, flaky: 2, slow: 1, large: 1, cached: 1, alone: 2, limited: 2, seat: 1, outer: 1, items: 1, sleep: 1, map: 3, chain: 2 } as const;
const branches = { sequence: 1, all: 3, child: 2, transaction: 2 } as const;

export function growFlow(chance: Chance, name: string): FlowTree {
  const grower = new Grower(chance, name);
  const grown = grower.nodes(chance.between(3, 7), 2);
  const waits = chance.weighted({ none: 6, pause: 2, suspend: 2 });
  const nodes = waits === "none" ? grown : [...grown.slice(0, 2), { kind: waits, key: grower.key() } as const, ...grown.slice(2)];
  const canFail = chance.happens(0.2);
  return {
    name,
    retries: canFail ? 1 : 0,
    isDurable: chance.happens(0.2),
    hasEndHooks: chance.happens(0.25),
    isDoomed: chance.happens(0.06),
    nodes: canFail ? [...nodes.slice(0, 2), { kind: "failOnce", key: grower.key() }, ...nodes.slice(2)] : nodes,
  };
}

class Grower {
  readonly #chance: Chance;
  readonly #name: string;
  #count = 0;

  constructor(chance: Chance, name: string) {
    this.#chance = chance;
    this.#name = name;
  }

  /** Unlike any other of this flow and of the others. */
  key(): string {
    this.#count += 1;
    return `${this.#name}.${this.#count}`;
  }

  nodes(count: number, depth: number): readonly FlowNode[] {
    return Array.from({ length: count }, () => this.#node(depth));
  }

  #node(depth: number): FlowNode {
    return depth > 0 && this.#chance.happens(0.35) ? this.#branch(depth) : this.#leaf();
  }

  #branch(depth: number): FlowNode {
    const chance = this.#chance;
    const kind = chance.weighted(branches);
    switch (kind) {
      case "sequence":
      case "all":
        return { kind, nodes: this.nodes(chance.between(2, 4), depth - 1) };
      case "child":
        return this.#child(depth);
      case "transaction":
        return { kind, key: this.key(), end: chance.happens(0.7) ? "commit" : "rollback", count: chance.between(1, 3), ms: chance.between(2, 20) };
    }
  }

  #child(depth: number): FlowNode {
    const runner = this.#chance.weighted({ concurrent: 14, threads: 1, processes: 1 });
    // A worker runs what is submitted: a child with workers has something of that.
    const nodes = runner === "concurrent" ? this.nodes(this.#chance.between(1, 3), depth - 1) : [this.#fanOut()];
    return { kind: "child", key: this.key(), runner, nodes };
  }

  #fanOut(): FlowNode {
    return { kind: "map", key: this.key(), count: this.#chance.between(2, 6), ms: this.#chance.between(2, 20) };
  }

  #leaf(): FlowNode {
    const chance = this.#chance;
    const kind = chance.weighted(leaves);
    const ms = chance.between(1, 40);
    switch (kind) {
      case "step":
        return { kind, key: this.key(), ms };
      case "busy":
        return { kind, key: this.key(), ms };
      case "flaky":
        return { kind, key: this.key(), failures: chance.between(1, 3) };
      case "slow":
      case "large":
      case "outer":
        return { kind, key: this.key() };
      case "cached":
      case "alone": {
        // All of one key have the same inputs.
        const number = chance.between(1, 4);
        return { kind, key: `shared.${kind}.${number}`, ms: 7 * number };
      }
      case "limited":
      case "seat":
        return { kind, key: this.key(), count: chance.between(1, 4), ms };
      case "items":
        return { kind, key: this.key(), count: chance.between(1, 5) };
      case "sleep":
        return { kind, ms };
      case "map":
        return this.#fanOut();
      case "chain":
        return { kind, key: this.key(), count: chance.between(2, 4), ms: chance.between(1, 15) };
    }
  }
}
