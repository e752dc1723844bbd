import { giveSecrets } from "../../core/presentation/secret-keeper.ts";
import { vscode } from "../vscode.ts";
import type { Engines } from "./engines.ts";

/** Each engine is given its folder's secrets as it comes up, and all whenever they change. */
export function shareSecrets(storage: vscode.SecretStorage, engines: Engines): vscode.Disposable {
  return vscode.Disposable.from(
    engines.onNews(({ engine, news }) => news.kind === "status" && void giveSecrets(storage, engine)),
    storage.onDidChange(() => engines.all().forEach((engine) => void giveSecrets(storage, engine))),
  );
}
