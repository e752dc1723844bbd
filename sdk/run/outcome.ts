import type { StateData } from "../state/state.ts";

export const noData: StateData = { kind: "none" };
