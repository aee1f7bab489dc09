import { expect, test } from 'vitest';
import { asFalsePositive, isReady, pressDigit, type Reason, reasonsFor, stepBack, undecided } from './decision.ts';

const reasons: Reason[] = [
  { code: 'known_tool', label: 'Known tool', verdict: 'false_positive' },
  { code: 'admin_work', label: 'Admin work', verdict: 'false_positive' },
  { code: 'contained', label: 'Contained', verdict: 'true_positive' },
];
const pressed = (...digits: number[]) =>
  digits.reduce((decision, digit) => pressDigit(decision, digit, reasons), undecided);

test('the first digit is the verdict, the second its reason', () => {
  expect(pressed(3, 2)).toMatchObject({ verdict: 'false_positive', reason: 'admin_work' });
  expect(pressed(1, 1)).toMatchObject({ verdict: 'true_positive', reason: 'contained' });
});

test('the verdicts lie on the digits 1 to 5 in their order', () => {
  expect([1, 2, 3, 4, 5].map((digit) => pressed(digit).verdict)).toEqual([
    'true_positive',
    'benign_true_positive',
    'false_positive',
    'duplicate',
    'inconclusive',
  ]);
});

test('a false positive is ready only with a reason, a duplicate only with its original; the others at once', () => {
  expect(isReady(undecided, '')).toBe(false);
  expect(isReady(pressed(3), 'KEST-1')).toBe(false);
  expect(isReady(pressed(3, 1), '')).toBe(true);
  expect(isReady(pressed(4), ' ')).toBe(false);
  expect(isReady(pressed(4), 'KEST-1')).toBe(true);
  expect([1, 2, 5].every((digit) => isReady(pressed(digit), ''))).toBe(true);
});

test('a digit without a meaning changes nothing', () => {
  expect(pressed(6)).toEqual(undecided);
  expect(pressed(3, 9)).toMatchObject({ verdict: 'false_positive', reason: null });
});

test('another digit corrects the reason', () => {
  expect(pressed(3, 1, 2).reason).toBe('admin_work');
});

test('each verdict offers its own reasons', () => {
  expect(reasonsFor(asFalsePositive, reasons).map((reason) => reason.code)).toEqual(['known_tool', 'admin_work']);
  expect(reasonsFor(undecided, reasons)).toEqual([]);
});

test('going back takes the reason, then the verdict, then ends', () => {
  const verdict = stepBack(pressed(3, 1));
  expect(verdict).toMatchObject({ verdict: 'false_positive', reason: null });
  expect(verdict && stepBack(verdict)).toEqual(undecided);
  expect(stepBack(undecided)).toBe(null);
});
