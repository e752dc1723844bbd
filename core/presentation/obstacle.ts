/** What stands in the way of running anything in a folder, and the command that mends it. */
import type { NodeStatus, SdkStatus, StoreStatus } from "../protocol/editor-api.ts";

export interface Obstacle {
  readonly kind: "untrusted" | "sdk" | "node" | "store";
  readonly message: string;
  readonly mend: { readonly title: string; readonly command: string; readonly argument?: unknown } | null;
}

export interface Conditions {
  readonly isTrusted: boolean;
  readonly sdk: SdkStatus | undefined;
  readonly node: NodeStatus | undefined;
  readonly store: StoreStatus | undefined;
}

export function obstacleOf({ isTrusted, sdk, node, store }: Conditions): Obstacle | undefined {
  const setNode = { title: "Set Node Path", command: "workbench.action.openSettings", argument: "millrace.nodePath" };
  if (!isTrusted) {
    const mend = { title: "Manage Trust", command: "workbench.trust.manage" };
    return { kind: "untrusted", message: "Nothing is run in a workspace that is not trusted: a flow is code.", mend };
  }
  if (node?.kind === "missing") return { kind: "node", message: `Node was not found at ${node.path}.`, mend: setNode };
  if (node?.kind === "tooOld") return { kind: "node", message: `Flows need Node ${node.least} or later; ${node.path} is ${node.version}.`, mend: setNode };
  if (sdk?.kind === "missing") {
    const mend = { title: "Add Millrace", command: "millrace.addToWorkspace" };
    return { kind: "sdk", message: "The package millrace is not installed in this workspace.", mend };
  }
  if (sdk?.kind === "mismatch") {
    const mend = { title: "Install Matching Version", command: "millrace.addToWorkspace" };
    return { kind: "sdk", message: `The millrace ${sdk.version} of this workspace does not speak the version of this extension (${sdk.directory}).`, mend };
  }
  if (store?.kind === "readOnly") return { kind: "store", message: `Runs cannot be recorded: ${store.path} is not writable (${store.reason}).`, mend: null };
  return undefined;
}
