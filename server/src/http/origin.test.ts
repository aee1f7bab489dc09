import { routes } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { refuseForgery } from './origin.ts';

const ask =
  (headers: Record<string, string>, route: Parameters<typeof refuseForgery>[0] = routes.closeAlert) =>
  () =>
    refuseForgery(route, headers, 'https://soc.harbor-dental.example');

test.each([
  ['our own page', { 'sec-fetch-site': 'same-origin', origin: 'https://soc.harbor-dental.example' }],
  ['a typed address', { 'sec-fetch-site': 'none' }],
  ['a program without a browser', {}],
  ['an old browser on our page', { origin: 'https://soc.harbor-dental.example' }],
  ['the address the browser really used', { origin: 'http://10.0.0.5:8080', host: '10.0.0.5:8080' }],
])('%s may write', (_name, headers) => {
  expect(ask(headers)).not.toThrow();
});

test.each([
  ['a foreign page', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ['a sister site', { 'sec-fetch-site': 'same-site', origin: 'https://other.harbor-dental.example' }],
  ['an old browser on a foreign page', { origin: 'https://evil.example' }],
  ['an origin that hides itself', { origin: 'null' }],
  ['an origin that begins like ours', { origin: 'https://soc.harbor-dental.example.evil.example' }],
  ['the same host on another port', { origin: 'http://10.0.0.5:9000', host: '10.0.0.5:8080' }],
  ['a foreign page that sends no origin', { 'sec-fetch-site': 'cross-site' }],
])('%s may not', (_name, headers) => {
  expect(ask(headers)).toThrow('another origin');
});

test('a webhook is proven by its signature and comes from anywhere', () => {
  expect(ask({ origin: 'https://evil.example' }, routes.receiveWebhook)).not.toThrow();
});
