/** The floor of work 4: a TypeScript file that does nothing but say when its first line ran. */
if (process.argv[2] === "say") process.stdout.write(`${process.hrtime.bigint()}\n`);
