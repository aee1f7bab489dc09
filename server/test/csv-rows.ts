/** Reads a CSV file as a spreadsheet does: its rows by the names in the head. @throws Error when it is not of our style. */
export function csvRows(text: string): Record<string, string>[] {
  if (!text.startsWith('\ufeff')) throw new Error('The byte order mark is missing.');
  if (!text.endsWith('\r\n')) throw new Error('The last line has no end.');
  const lines: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') lines.push([]);
  }
  const [head = [], ...rows] = lines.slice(0, -1);
  return rows.map((cells, place) => {
    if (cells.length !== head.length) throw new Error(`Line ${place + 2} has ${cells.length} cells of ${head.length}.`);
    return Object.fromEntries(head.map((name, column) => [name, cells[column] ?? '']));
  });
}
