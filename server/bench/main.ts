import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { openBench } from './bench.ts';
import { cases } from './cases.ts';
import { machine, type Row, type Scale, sizes } from './row.ts';

const { values, positionals } = parseArgs({
  options: { scale: { type: 'string', default: 'ci' }, json: { type: 'string' }, help: { type: 'boolean' } },
  allowPositionals: true,
});

const isScale = (word: string): word is Scale => word in sizes;

async function main(): Promise<number> {
  const unknown = positionals.filter((word) => !cases.some((one) => one.id === word.toUpperCase()));
  if (values.help || !isScale(values.scale) || unknown.length > 0) {
    console.error(
      `npm run bench -- [${cases.map((one) => one.id).join('|')} …] [--scale ${Object.keys(sizes).join('|')}] [--json FILE]`,
    );
    for (const one of cases) console.error(`  ${one.id.padEnd(4)} ${one.title}`);
    return 2;
  }
  const wanted = cases.filter(
    (one) => positionals.length === 0 || positionals.some((word) => word.toUpperCase() === one.id),
  );
  console.error(`${machine()}; scale ${values.scale}`);
  const bench = await openBench(values.scale);
  const rows: Row[] = [];
  try {
    for (const one of wanted) {
      console.error(`${one.id} ${one.title}`);
      for (const row of await one.run(bench)) {
        rows.push(row);
        console.log(JSON.stringify(row));
      }
    }
  } finally {
    // What was measured before a case failed is not lost.
    if (values.json) await writeFile(values.json, `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
    await bench.close();
  }
  console.error(machine());
  return rows.every((row) => row.ok) ? 0 : 1;
}

process.exit(await main());
