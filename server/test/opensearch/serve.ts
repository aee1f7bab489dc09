import { parseArgs } from 'node:util';
import { startOpenSearch } from './node.ts';

// For trying things by hand: runs a node until Ctrl-C and prints its address.
const { values } = parseArgs({
  options: { secure: { type: 'boolean', default: false }, port: { type: 'string' }, heap: { type: 'string' } },
});
const node = await startOpenSearch({
  secure: values.secure,
  ...(values.port === undefined ? {} : { port: Number(values.port) }),
  ...(values.heap === undefined ? {} : { heap: values.heap }),
});
if ('unavailable' in node) {
  console.log(node.unavailable);
  process.exitCode = 1;
} else {
  console.log(node.url);
  if (node.ca !== undefined) console.log(node.ca);
  const stop = (): void => {
    void node.stop();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
