import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isOnPath, planChromium } from './chromium.mjs';

let folders;
let browser;
beforeAll(() => {
  const make = (name, mode) => {
    const folder = mkdtempSync(join(tmpdir(), 'wf-path-'));
    writeFileSync(join(folder, name), '', { mode });
    return folder;
  };
  folders = { chromium: make('chromium', 0o755), apt: make('apt-get', 0o755), text: make('google-chrome', 0o644) };
  browser = join(folders.chromium, 'chromium');
});
afterAll(() => {
  for (const folder of Object.values(folders)) rmSync(folder, { recursive: true, force: true });
});

const plan = (uid, ...names) =>
  planChromium({ uid, env: { PATH: names.map((name) => folders[name]).join(delimiter) } });

test('a browser on the path is used by whoever asks', () => {
  expect(plan(0, 'apt', 'chromium')).toBe('ready');
  expect(plan(1_000, 'chromium')).toBe('ready');
});

test('a browser that WF_CHROMIUM names is used, and none is installed beside it', () => {
  expect(planChromium({ uid: 0, env: { PATH: folders.apt, WF_CHROMIUM: browser } })).toBe('ready');
  expect(planChromium({ uid: 0, env: { PATH: folders.apt, WF_CHROMIUM: `${browser}-gone` } })).toBe('install');
});

test('without one it is installed only by root and only where apt is', () => {
  expect(plan(0, 'apt')).toBe('install');
  expect(plan(1_000, 'apt')).toBe('skip');
  expect(plan(0, 'text')).toBe('skip');
  expect(planChromium({ uid: undefined, env: {} })).toBe('skip');
});

test('a file that nobody may run is no program', () => {
  expect(isOnPath('google-chrome', folders.text)).toBe(false);
  expect(isOnPath('chromium', ['/nowhere', folders.chromium].join(delimiter))).toBe(true);
});
