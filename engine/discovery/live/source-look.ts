/** A first look at a root: which sources there are, and which of them name the package. Nothing is parsed for it. */
import { mentionsMillrace } from "../prefilter.ts";
import { specifiersIn } from "./importers.ts";
import type { DiscoveryOptions } from "./messages.ts";
import { type Listing, listTree, readSourceBytes } from "./source-tree.ts";

/** What a look gives as it goes on: the listing first, then candidates, then the end. */
export type LookNews =
  | { readonly type: "listing"; readonly listing: Listing }
  /** Sources that name the package, as they are on the disk; some at a time, each once. */
  | { readonly type: "candidates"; readonly files: readonly string[] }
  /** What the other sources import, by file, for finding those that get the SDK from a candidate. */
  | { readonly type: "end"; readonly imports: ReadonlyMap<string, readonly string[]> };

/** A session is opened over as many at a time. */
const candidatesAtATime = 100;
const filesPerTurn = 200;

/** Looks through a root where it is called, letting others have their turn now and then. */
export async function* lookThrough(options: DiscoveryOptions, nextTurn: () => Promise<unknown>): AsyncGenerator<LookNews, void> {
  const listing = await listTree(options);
  yield { type: "listing", listing };
  const imports = new Map<string, readonly string[]>();
  let candidates: string[] = [];
  for (const [index, file] of listing.files.entries()) {
    const bytes = readSourceBytes(file);
    if (bytes !== undefined && namesMillrace(bytes)) candidates.push(file);
    else if (bytes !== undefined) imports.set(file, specifiersIn(bytes.toString("latin1")));
    if (candidates.length === candidatesAtATime) {
      yield { type: "candidates", files: candidates };
      candidates = [];
    }
    if (index % filesPerTurn === filesPerTurn - 1) await nextTurn();
  }
  if (candidates.length > 0) yield { type: "candidates", files: candidates };
  yield { type: "end", imports };
}

/** Bytes first: most files are never decoded for this. */
function namesMillrace(bytes: Buffer): boolean {
  return bytes.includes("millrace") && mentionsMillrace(bytes.toString("utf8"));
}
