import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cpuSeconds } from './cpu.ts';
import { peakMb, residentMb } from './process-memory.ts';
import { startChild } from './server.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wf-bench-child-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function script(text: string): Promise<string> {
  const path = join(folder, `${text.length}.mjs`);
  await writeFile(path, text);
  return path;
}
const waits = `setInterval(() => {}, 1000); process.on('SIGTERM', () => process.exit(0));`;

test('a child is there once it says so, hears its arguments and environment, and is gone after stop', async () => {
  const path = await script(
    `${waits} process.stdout.write('rea'); setTimeout(() => console.log('dy at http://127.0.0.1:' + process.argv[2] + process.env.WF_BENCH_WORD), 20)`,
  );
  const child = await startChild(path, ['81'], { WF_BENCH_WORD: '0' });
  expect(child.address).toBe('http://127.0.0.1:810');
  expect(process.kill(child.pid, 0)).toBe(true);
  await child.stop();
  expect(() => process.kill(child.pid, 0)).toThrow(/ESRCH/);
});

test('a child that ends before it is ready fails the measurement with what it said', async () => {
  const path = await script(`console.log('the port is taken'); process.exitCode = 3;`);
  await expect(startChild(path, [])).rejects.toThrow(/ended with 3 .*the port is taken/s);
});

test.skipIf(process.platform !== 'linux')(
  'memory and time of a child are its own: a peak stays when the memory is gone',
  async () => {
    const path = await script(
      `${waits} let big = Buffer.alloc(150e6, 1); big = null; gc(); console.log('ready at http://127.0.0.1:1')`,
    );
    const child = await startChild(path, []);
    const [now, peak] = [await residentMb(child.pid), await peakMb(child.pid)];
    expect(now).toBeGreaterThan(20);
    expect(peak).toBeGreaterThan(150);
    expect(peak).toBeGreaterThanOrEqual(now);
    expect(await cpuSeconds(child.pid)).toBeGreaterThan(0);
    await child.stop();
    expect(await cpuSeconds(child.pid)).toBe(0);
  },
);
