/** The floor of work 4: a TypeScript file that does nothing but say when it ran. */
process.stdout.write(`${process.hrtime.bigint()}\n`);
