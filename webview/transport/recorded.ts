/** A page in a plain browser: recorded runs answer in the place of an engine. */
import type { HostMessage, Transport, ViewMessage } from "../../core/protocol/view-api.ts";
import { after } from "../timers.ts";

/** What stands behind the page: told of each message, it answers through what it was made with. */
export interface RecordedHost {
  receive(message: ViewMessage): void;
}

/** Messages arrive later, as they do from a host. `stateKey`: under which the browser keeps the view's state. */
export function connectToRecordings(makeHost: (post: (message: HostMessage) => void) => RecordedHost, stateKey: string): Transport {
  const listeners = new Set<(message: HostMessage) => void>();
  const host = makeHost((message) => {
    // Through text and back, as over any wire, so that nothing is shared by accident.
    const text = JSON.stringify(message);
    after(0, () => {
      for (const listener of listeners) listener(JSON.parse(text) as HostMessage);
    });
  });
  return {
    post: (message) => {
      after(0, () => host.receive(message));
    },
    onMessage(listener) {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    loadState() {
      const text = sessionStorage.getItem(stateKey);
      return text === null ? undefined : (JSON.parse(text) as unknown);
    },
    saveState: (state) => sessionStorage.setItem(stateKey, JSON.stringify(state)),
  };
}
