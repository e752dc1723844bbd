/**
 * Asks GitHub how many stars some repositories have. Needs the network.
 *
 *   millrace run examples/github-stars.ts
 *   millrace run examples/github-stars.ts --param 'repos=["nodejs/node"]'
 *   npx tsx examples/github-stars.ts
 */
import { exponentialBackoff, flow, getSignal, isMain, task } from "millrace";

/** An answer that will not be another one soon: there is no such repository, or no more may be asked for now. */
class RefusedError extends Error {
  override readonly name = "RefusedError";
}

const retries = {
  retries: 3,
  retryDelay: exponentialBackoff({ base: "500ms", max: "10s" }),
  retryJitter: 0.2,
  retryIf: (error: unknown) => !(error instanceof RefusedError),
};

const getStars = task({ ...retries, taskRunName: "stars of {repo}", timeout: "10s" }, async (repo: string) => {
  const response = await ask(`https://api.github.com/repos/${repo}`);
  if (response.status === 404) throw new RefusedError(`There is no public repository ${repo}.`);
  if (response.status === 403 || response.status === 429) throw new RefusedError("GitHub answers no more questions for now; try again in an hour.");
  if (!response.ok) throw new Error(`GitHub answered ${response.status} ${response.statusText} for ${repo}.`);
  const { stargazers_count: stars } = (await response.json()) as { stargazers_count: number };
  console.log(`${repo} has ${stars} stars!`);
  return { repo, stars };
});

export const githubStars = flow({ name: "GitHub Stars" }, async (repos: string[] = ["microsoft/TypeScript", "nodejs/node", "vitest-dev/vitest"]) => {
  const answers = await getStars.map(repos);
  return answers.sort((a, b) => b.stars - a.stars);
});

/** `fetch` says no more than "fetch failed"; the reason is its cause. */
async function ask(url: string): Promise<Response> {
  try {
    return await fetch(url, { signal: getSignal(), headers: { accept: "application/vnd.github+json" } });
  } catch (error) {
    if (getSignal().aborted) throw error;
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`GitHub cannot be reached, so nothing can be counted: ${reason}`, { cause: error });
  }
}

if (isMain(import.meta)) console.table(await githubStars());
