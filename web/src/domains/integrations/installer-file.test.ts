import { expect, test } from 'vitest';
import { loginFor, readInstallerFile } from './installer-file.ts';

const four = `
# Admin user for the web user interface and Wazuh indexer
  indexer_username: 'admin'
  indexer_password: 'aB3*c.D4e5'

# Wazuh dashboard user
  indexer_username: 'kibanaserver'
  indexer_password: 'zzz'

# Password for wazuh API user
  api_username: 'wazuh'
  api_password: 'q=1:2#3'

# Password for wazuh-wui API user
  api_username: 'wazuh-wui'
  api_password: 'other'
`;
const five = `WAZUH_INDEXER_ADMIN_PASSWORD="in dexer"\nexport WAZUH_MANAGER_API_PASSWORD=api\n`;

test('the first login of the indexer and of the API are taken from the file of Wazuh 4', () => {
  expect(readInstallerFile(four)).toEqual({
    indexer: { user: 'admin', password: 'aB3*c.D4e5' },
    api: { user: 'wazuh', password: 'q=1:2#3' },
  });
});

test('the file of Wazuh 5 names no users, so its fixed ones stand in', () => {
  expect(readInstallerFile(five)).toEqual({
    indexer: { user: 'admin', password: 'in dexer' },
    api: { user: 'wazuh', password: 'api' },
  });
});

test('line ends of Windows change nothing', () => {
  expect(readInstallerFile(four.replaceAll('\n', '\r\n'))).toEqual(readInstallerFile(four));
});

test.each(['', 'hello', '# indexer_password: x', 'indexer_username: admin', '{"a": 1}'])(
  '%j holds no login',
  (text) => {
    expect(readInstallerFile(text)).toEqual({ indexer: null, api: null });
  },
);

test('the port of the address chooses the login', () => {
  const file = readInstallerFile(four);
  expect(loginFor(file, 'https://wazuh.example:55000')?.user).toBe('wazuh');
  expect(loginFor(file, 'https://wazuh.example:55000/')?.user).toBe('wazuh');
  expect(loginFor(file, 'https://wazuh.example:9200')?.user).toBe('admin');
  expect(loginFor(file, '')?.user).toBe('admin');
});

test('the only login is taken whatever the port', () => {
  expect(loginFor({ indexer: null, api: { user: 'wazuh', password: 'x' } }, 'https://a:9200')?.user).toBe('wazuh');
  expect(loginFor({ indexer: null, api: null }, 'https://a:9200')).toBeNull();
});
