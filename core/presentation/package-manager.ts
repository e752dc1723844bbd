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
 * @param packageManager the field of its package.json, such as `pnpm@9.1.0`
 */
export function packageManagerOf(files: readonly string[], packageManager: unknown): PackageManager {
  const named = typeof packageManager === "string" ? packageManager.split("@")[0] : undefined;
  if (named === "npm" || named === "pnpm" || named === "yarn" || named === "bun") return managers[named];
  const lockfile = Object.entries(lockfiles).find(([file]) => files.includes(file));
  return managers[lockfile?.[1] ?? "npm"];
}
