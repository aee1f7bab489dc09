import fc from 'fast-check';

/**
 * One character of any text that a program may be sent: what people write, U+0000, halves of pairs, signs beyond 16 bits. The
 * library's own "binary" builds a table of all 1.1 million first, which costs each test file a second.
 */
export const anyUnit: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCodePoint(code)) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) },
  { weight: 1, arbitrary: fc.integer({ min: 0x10000, max: 0x10ffff }).map((code) => String.fromCodePoint(code)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\u0000', '\ud800', '\udfff', '\u2028', '\ufeff', '"', '\\', '\n', '.', '*'),
  },
);
