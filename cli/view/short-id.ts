/** The shortest prefix, of six characters or more, that tells this id from all the others. */
export function shortId(id: string, others: Iterable<string>): string {
  let length = 6;
  for (const other of others) {
    if (other === id) continue;
    let common = 0;
    while (common < id.length && id[common] === other[common]) common += 1;
    length = Math.max(length, common + 1);
  }
  return id.slice(0, length);
}
