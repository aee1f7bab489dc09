import { expect, test } from 'vitest';
import { narrowed, queueField } from './queue-fields.ts';

test('a field of the event is asked under the name that the queue knows', () => {
  expect(queueField('agent.name')).toBe('host');
  expect(narrowed('status:open', 'rule.id', '92213', 'with')).toBe('status:open rule:92213');
  expect(narrowed('status:open', 'agent.name', 'ws-042', 'without')).toBe('status:open -host:ws-042');
});

test('"only this" drops the rest', () => {
  expect(narrowed('status:open severity:high', 'agent.name', 'two words', 'only')).toBe('host:"two words"');
});

test('a field that the queue does not keep cannot be asked for', () => {
  expect(narrowed('status:open', 'process.command_line', '-nop', 'with')).toBe(null);
});
