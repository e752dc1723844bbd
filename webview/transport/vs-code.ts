/** The side panel and the editor tab: messages go to the extension, state is kept by VS Code. */
import type { HostMessage, Transport } from "../../core/protocol/view-api.ts";

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** May be called once in the life of a page. */
export function connectToVsCode(): Transport {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    onMessage(listener) {
      // VS Code delivers to this page alone, and only what the extension has posted.
      const receive = ({ data }: MessageEvent<HostMessage>): void => listener(data);
      window.addEventListener("message", receive);
      return { dispose: () => window.removeEventListener("message", receive) };
    },
    loadState: () => api.getState(),
    saveState: (state) => api.setState(state),
  };
}
