import { expect, test } from 'vitest';
import { familyOf } from './hosts.ts';
import { drawStreams, reporterOf, streamKey } from './streams.ts';

const streams = drawStreams(1);

test('the same seed draws the same streams', () => {
  expect(drawStreams(1).map(streamKey)).toEqual(streams.map(streamKey));
  expect(drawStreams(2).map(streamKey)).not.toEqual(streams.map(streamKey));
});

test('no two streams share a key', () => {
  for (const seed of [1, 2, 3]) {
    const keys = drawStreams(seed).map(streamKey);
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test('a rule fires only where its source exists', () => {
  for (const { rule, host } of streams) {
    if (rule.shape.kind === 'windows') expect(familyOf(host), `${rule.title} on ${host.name}`).toBe('windows');
    if (rule.shape.kind === 'syslog') expect(familyOf(host), `${rule.title} on ${host.name}`).toBe('linux');
    if (rule.shape.kind === 'firewall') expect(host.roles, rule.title).toContain('firewall');
    if (rule.shape.kind === 'cloud') expect(host.name, rule.title).toBe('m365');
  }
});

test('titles are finished sentences: no placeholder is left', () => {
  for (const { title } of streams) expect(title).not.toMatch(/[{}]/);
});

test('there are enough streams for every open alert to be another one', () => {
  for (const seed of [1, 2, 3]) expect(drawStreams(seed).length).toBeGreaterThan(600);
});

test('a rule that is only scripted is never drawn', () => {
  expect(streams.filter(({ rule }) => rule.share === 0)).toEqual([]);
});

test('a host is found by customer and name', () => {
  expect(reporterOf('kestrel', 'ws-042').use).toBe('finance laptop');
  expect(() => reporterOf('harbor', 'ws-042')).toThrow(RangeError);
});
