// `npm run dev`: the server restarts and the console reloads when a file changes.
import { spawn } from 'node:child_process';
import { ensureInstalled } from './lib/install.mjs';
import { at, bin, root } from './lib/paths.mjs';

await ensureInstalled();
const parts = [
  spawn(bin('node'), ['--watch', at('server', 'src', 'main.ts'), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  }),
  spawn(bin('vite'), [], { cwd: at('web'), stdio: 'inherit' }),
];
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => parts.forEach((part) => part.kill(signal)));
for (const part of parts) {
  part.on('exit', (code) => {
    process.exitCode ||= code ?? 0;
    for (const other of parts) other.kill('SIGTERM');
  });
}
