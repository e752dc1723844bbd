/** A first look at a root: which sources there are, and which of them name the package. Nothing is parsed for it. */
import { mentionsMillrace } from "../prefilter.ts";
import type { DiscoveryOptions } from "./messages.ts";
import { type Listing, listTree, readSourceBytes } from "./source-tree.ts";

/** What a look gives as it goes on: the listing first, then candidates, then the end. */
export type LookNews =
  | { readonly type: "listing"; readonly listing: Listing }
  /** Sources that name the package, as they are on the disk; some at a time, each once. */
  | { readonly type: "candidates"; readonly files: readonly string[] }
  | { readonly type: "end" };

/** A session is opened over as many at a time. */
const candidatesAtATime = 100;
const filesPerTurn = 200;

/** Looks through a root where it is called, letting others have their turn now and then. */
export async function* lookThrough(options: DiscoveryOptions, nextTurn: () => Promise<unknown>): AsyncGenerator<LookNews, void> {
  const listing = await listTree(options);
  yield { type: "listing", listing };
  let candidates: string[] = [];
  for (const [index, file] of listing.files.entries()) {
    if (nameMillrace(file)) candidates.push(file);
    if (candidates.length === candidatesAtATime) {
      yield { type: "candidates", files: candidates };
      candidates = [];
    }
    if (index % filesPerTurn === filesPerTurn - 1) await nextTurn();
  }
  if (candidates.length > 0) yield { type: "candidates", files: candidates };
  yield { type: "end" };
}

/** Bytes first: most files are never decoded. */
function nameMillrace(file: string): boolean {
  const bytes = readSourceBytes(file);
  return bytes !== undefined && bytes.includes("millrace") && mentionsMillrace(bytes.toString("utf8"));
}
