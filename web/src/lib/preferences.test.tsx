import { beforeEach, expect, test, vi } from 'vitest';

const place = 'wf.preferences';

async function fresh() {
  vi.resetModules();
  return import('./preferences.ts');
}

beforeEach(() => localStorage.clear());

test('what was chosen is there again on the next visit', async () => {
  const first = await fresh();
  first.setPreferences({ theme: 'light', density: 'relaxed' });
  const second = await fresh();
  expect(second.preferences()).toMatchObject({ theme: 'light', density: 'relaxed', hasSingleKeys: true });
});

test('what cannot be read falls back to the defaults', async () => {
  localStorage.setItem(place, '{"theme":"purple","density":7,"hasRail":false,"keys":[1]}');
  const { preferences } = await fresh();
  expect(preferences()).toEqual({ theme: 'auto', density: 'compact', hasSingleKeys: true, keys: {}, hasRail: false });
  localStorage.setItem(place, 'not json');
  expect((await fresh()).preferences().theme).toBe('auto');
});

test('the root element carries theme, density and row height', async () => {
  const { setPreferences } = await fresh();
  setPreferences({ theme: 'light', density: 'default' });
  const root = document.documentElement;
  expect(root.dataset).toMatchObject({ theme: 'light', density: 'default' });
  expect(root.style.getPropertyValue('--row')).toBe('34px');
});

test('keys that were moved and the switch for single ones reach the keyboard at the next visit', async () => {
  const first = await fresh();
  first.setPreferences({ hasSingleKeys: false, keys: { 'list j': 'n', 'global z': null } });
  const { applyPreferences } = await fresh();
  const { keyboard } = await import('./keyboard.ts');
  keyboard.add('list', [{ keys: 'j', label: 'Next', run: () => undefined }]);
  keyboard.add('global', [{ keys: 'z', label: 'Undo', run: () => undefined }]);
  applyPreferences();
  expect([keyboard.now('j'), keyboard.now('z'), keyboard.hasSingleKeys]).toEqual(['n', null, false]);
});

test('auto follows the system', async () => {
  const { shownTheme } = await fresh();
  const asked = vi.spyOn(globalThis, 'matchMedia').mockReturnValue({ matches: true } as MediaQueryList);
  expect(shownTheme('auto')).toBe('light');
  asked.mockReturnValue({ matches: false } as MediaQueryList);
  expect(shownTheme('auto')).toBe('dark');
  expect(shownTheme('light')).toBe('light');
  asked.mockRestore();
});

test('a key steps through the choices and begins again', async () => {
  const { after, densities } = await fresh();
  expect(densities.map((density) => after(densities, density))).toEqual(['default', 'relaxed', 'compact']);
});
