import { flushCompileCache } from 'node:module';
import { startProgram } from './app/program.ts';
import { ConfigError, readConfig } from './config.ts';
import { Failure } from './lib/failure.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** One sentence for people; a stack only for what nobody foresaw. */
function explain(error: unknown): string {
  if (error instanceof Failure || error instanceof ConfigError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function main(): Promise<void> {
  const config = readConfig(process.argv.slice(2));
  let isStopping = false;
  const starting = startProgram(config);
  const stop = () => {
    // The terminal and the start script both deliver the signal.
    if (isStopping) return;
    isStopping = true;
    const hard = setTimeout(() => process.exit(1), 4_500);
    starting
      .then((program) => program.stop())
      .catch(() => undefined)
      .finally(() => {
        clearTimeout(hard);
        process.exit(0);
      });
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const program = await starting;
  say(`Watchfloor is ready at ${program.address}`);
  // Node keeps compiled code when it ends; after a crash the next start would compile all of it again.
  flushCompileCache();
  if (program.setupLink) say(`Make the first administrator here, once, within 30 minutes: ${program.setupLink}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
