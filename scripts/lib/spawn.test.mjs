import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { run } from './spawn.mjs';

test('the exit code and all output come back', async () => {
  const result = await run(process.execPath, ['-e', 'console.log("out"); console.error("err"); process.exit(3)'], {
    quiet: true,
  });
  expect(result.code).toBe(3);
  expect(result.output).toContain('out');
  expect(result.output).toContain('err');
});

test('a command that does not exist and one that takes too long both fail', async () => {
  expect((await run('/no/such/program', [], { quiet: true })).code).toBe(127);
  expect(
    (await run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { quiet: true, timeoutMs: 200 })).code,
  ).toBe(143);
});

const becoming = (code) => {
  const module = JSON.stringify(new URL('./spawn.mjs', import.meta.url).href);
  const script = `const { become } = await import(${module}); become(process.execPath, ['-e', ${JSON.stringify(code)}]);`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
};

test('a program we became ends us with its own code', async () => {
  const [code] = await once(becoming('process.exit(7)'), 'exit');
  expect(code).toBe(7);
});

test('a signal reaches the program we became, and its clean end is ours', async () => {
  const child = becoming(
    'process.on("SIGTERM", () => process.exit(5)); setInterval(() => {}, 1000); console.log("up")',
  );
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(5);
});

test('a program that a signal ended is told as the shell tells it', async () => {
  const [code] = await once(becoming('process.kill(process.pid, "SIGKILL")'), 'exit');
  expect(code).toBe(137);
});
