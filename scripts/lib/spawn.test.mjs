import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { at, root } from './paths.mjs';
import { run } from './spawn.mjs';

const becoming = (code, program = process.execPath) => {
  const module = JSON.stringify(new URL('./spawn.mjs', import.meta.url).href);
  const script = `const { become } = await import(${module}); become(${JSON.stringify(program)}, ['-e', ${JSON.stringify(code)}]);`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
};

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

test('a command runs in the checkout, finds what was installed first, and hears what it is told', async () => {
  const tell =
    'console.log(JSON.stringify([process.cwd(), process.env.PATH, process.env.WF_WORD, process.env.NODE_COMPILE_CACHE]))';
  const { output } = await run(process.execPath, ['-e', tell], { quiet: true, env: { WF_WORD: 'said' } });
  const [cwd, path, word, cache] = JSON.parse(output);
  expect(`${cwd}/`).toBe(root);
  expect(path.split(':')[0]).toBe(at('node_modules', '.bin'));
  expect([word, cache]).toEqual(['said', process.env.NODE_COMPILE_CACHE ?? at('.cache', 'node')]);
});

test('a program that is not there is told as the shell tells it', async () => {
  const child = becoming('', '/no/such/program');
  const [code] = await once(child, 'exit');
  expect(code).toBe(127);
});

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
