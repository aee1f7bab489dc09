import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const src = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' });
const read = (file: string) => readFileSync(`${src}/${file}`, 'utf8');
const tokens = read('ui/tokens.css');

/** The values of a block of tokens by name. */
function block(selector: string): Record<string, string> {
  const body = tokens.slice(tokens.indexOf(`${selector} {`)).split('}')[0] ?? '';
  return Object.fromEntries([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]));
}
const themes = { dark: block('[data-theme="dark"]'), light: block('[data-theme="light"]') };
const shared = { ...block(':root'), ...block('}\n:root') };

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['--bg-0', '--bg-1', '--bg-2', '--bg-hover', '--bg-selected'];
const faint = (theme: keyof typeof themes, names: readonly string[], least: number) =>
  names.flatMap((name) =>
    grounds.flatMap((ground) => {
      const ratio = contrast(themes[theme][name] ?? '', themes[theme][ground] ?? '');
      return ratio >= least ? [] : [`${name} on ${ground}: ${ratio.toFixed(2)}`];
    }),
  );

test('the measure is right: black on white, and a pair of known contrast', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

test('both themes define the same tokens', () => {
  expect(Object.keys(themes.light).sort()).toEqual(Object.keys(themes.dark).sort());
  expect(Object.keys(themes.dark).length).toBeGreaterThan(15);
});

test.each(['dark', 'light'] as const)('every text can be read on every ground: %s', (theme) => {
  const texts = ['--text-1', '--text-2', '--text-3', '--accent', '--ok', '--warn', '--bad'];
  expect(faint(theme, texts, 4.5)).toEqual([]);
  expect(contrast(themes[theme]['--on-accent'] ?? '', themes[theme]['--accent'] ?? '')).toBeGreaterThanOrEqual(4.5);
  expect(contrast(themes[theme]['--text-1'] ?? '', themes[theme]['--mark'] ?? '')).toBeGreaterThanOrEqual(4.5);
});

test.each(['dark', 'light'] as const)(
  'the edge of a control and the ring of the focus are seen on every ground: %s',
  (theme) => {
    expect(faint(theme, ['--control', '--focus'], 3)).toEqual([]);
  },
);

test('the letter of a severity can be read on its fill', () => {
  const fills = [shared, themes.dark, themes.light]
    .flatMap((one) => Object.entries(one))
    .filter(([name]) => /^--sev-(?!ink)/.test(name));
  expect(new Set(fills.map(([name]) => name)).size).toBe(5);
  for (const [, fill] of fills) expect(contrast(fill, shared['--sev-ink'] ?? '')).toBeGreaterThanOrEqual(4.5);
});

const styles = files.filter((file) => file.endsWith('.css'));
const known = new Set([...Object.keys(themes.dark), ...Object.keys(shared)]);

test.each(styles)('%s uses no name that nobody defines', (file) => {
  const css = read(file);
  const own = new Set([...css.matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name));
  // Set by the part itself, on the element.
  const set = new Set(
    [...files.filter((one) => one.endsWith('.tsx')).flatMap((one) => [...read(one).matchAll(/'(--[\w-]+)':/g)])].map(
      ([, name]) => name,
    ),
  );
  const used = [...css.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name ?? '');
  expect(used.filter((name) => !known.has(name) && !own.has(name) && !set.has(name))).toEqual([]);
});

test('colours stand in the tokens only, so that the other theme has them too', () => {
  const loose = styles
    .filter((file) => file !== 'ui/tokens.css')
    .flatMap((file) =>
      (read(file).match(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/gi) ?? []).map((colour) => `${file}: ${colour}`),
    );
  expect(loose).toEqual([]);
});
