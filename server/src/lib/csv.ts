export type CsvValue = string | number | boolean | null | readonly string[];

/** What each column holds, by its name: snake_case, the same word in every table. */
export type CsvColumns<Row> = Readonly<Record<string, (row: Row) => CsvValue>>;

export type CsvPage<Row> = { items: readonly Row[]; nextCursor: string | null };

// What spreadsheets take for the begin of a formula, in its wide forms too.
const formula = /^\s*[=+\-@\t\r＝＋－＠]/;

/** One cell: quoted where needed, and never read as a formula by a spreadsheet, whoever wrote the text. */
export function csvCell(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = typeof value === 'string' ? value : value.join('; ');
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const line = (cells: readonly CsvValue[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/**
 * A list as CSV (RFC 4180, UTF-8 with its mark), a page at a time, so that neither side holds more than one. Nothing is
 * said before the first page was read: a question that cannot be answered is refused as such.
 */
export async function* csv<Row>(
  columns: CsvColumns<Row>,
  read: (cursor: string | undefined) => Promise<CsvPage<Row>>,
): AsyncGenerator<string> {
  const cells = Object.values(columns);
  // The byte order mark tells spreadsheets that the text is UTF-8.
  let head = `\ufeff${line(Object.keys(columns))}`;
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    yield head + page.items.map((row) => line(cells.map((cell) => cell(row)))).join('');
    head = '';
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** The same of a list that is read whole. */
export const csvOfAll = <Row>(columns: CsvColumns<Row>, read: () => Promise<readonly Row[]>): AsyncGenerator<string> =>
  csv(columns, async () => ({ items: await read(), nextCursor: null }));
