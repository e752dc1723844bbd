/** How a project installs its packages, told by its lockfile or by what its package.json says. */
export interface PackageManager {
  readonly name: "npm" | "pnpm" | "yarn" | "bun";
  /** The command's arguments before the package. */
  readonly add: readonly string[];
}

const managers = {
  npm: { name: "npm", add: ["install"] },
  pnpm: { name: "pnpm", add: ["add"] },
  yarn: { name: "yarn", add: ["add"] },
  bun: { name: "bun", add: ["add"] },
} as const satisfies Record<string, PackageManager>;

const lockfiles = { "pnpm-lock.yaml": "pnpm", "yarn.lock": "yarn", "bun.lock": "bun", "bun.lockb": "bun", "package-lock.json": "npm" } as const;

/**
 * @param files names in the project's folder
 * @param manifest text of its package.json, whose field `packageManager`, such as `pnpm@9.1.0`, decides
 */
export function packageManagerOf(files: readonly string[], manifest: string): PackageManager {
  const named = /"packageManager"\s*:\s*"([a-z]+)@/.exec(manifest)?.[1];
  if (named === "npm" || named === "pnpm" || named === "yarn" || named === "bun") return managers[named];
  const lockfile = Object.entries(lockfiles).find(([file]) => files.includes(file));
  return managers[lockfile?.[1] ?? "npm"];
}
