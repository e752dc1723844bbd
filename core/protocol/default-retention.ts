/** How much history is kept where nobody says otherwise: by the editor always, by `millrace prune` when it is given no limit. */
export const defaultRetention = { maxRuns: 2_000, maxAgeDays: 365, maxSizeGb: 5 } as const;

/** The same for `.millrace/cache/`. */
export const defaultCacheRetention = { maxAgeDays: 365, maxSizeGb: 2 } as const;
