/** Lays graphs out on a thread of its own. Knows nothing but numbers. */
import { layOutGraph, type GraphInput, type GraphLayout } from "./layered.ts";

export interface LayoutOrder {
  readonly id: number;
  readonly input: GraphInput;
}

export interface LayoutAnswer {
  readonly id: number;
  readonly layout: GraphLayout;
}

self.onmessage = ({ data }: MessageEvent<LayoutOrder>) => {
  const answer: LayoutAnswer = { id: data.id, layout: layOutGraph(data.input) };
  self.postMessage(answer);
};
