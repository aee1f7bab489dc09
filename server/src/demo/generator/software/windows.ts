import * as desktop from '../cves/desktop.ts';
import { apache2024, dotnet2024 } from '../cves/servers.ts';
import { windowsAugust2024, windowsJuly2024 } from '../cves/windows-2024.ts';
import { windowsJanuary2025 } from '../cves/windows-2025.ts';
import { type OsKey, osFacts } from '../os.ts';
import { product } from './product.ts';

const builds: readonly (readonly [OsKey, readonly [string, string, string, string], readonly number[]])[] = [
  ['win11', ['10.0.22631.3737', '10.0.22631.3880', '10.0.22631.4037', '10.0.22631.4751'], [0.62, 0.26, 0.1]],
  ['win10', ['10.0.19045.4529', '10.0.19045.4651', '10.0.19045.4780', '10.0.19045.5371'], [0.72, 0.26, 0.1]],
  ['ws2022', ['10.0.20348.2527', '10.0.20348.2582', '10.0.20348.2655', '10.0.20348.3091'], [0.6, 0.2, 0]],
  ['ws2019', ['10.0.17763.5936', '10.0.17763.6054', '10.0.17763.6189', '10.0.17763.6775'], [0.7, 0.3, 0.1]],
];

/** Windows itself: one cumulative update closes all that came before it. */
const systems = builds.map(([os, [first, july, august, january], behind]) =>
  product('windows', {
    key: os,
    packageName: osFacts[os].name,
    on: { os: [os] },
    releases: [[first], [july, windowsJuly2024], [august, windowsAugust2024], [january, windowsJanuary2025]],
    behind,
    knownFrom: 3,
  }),
);

const clients = { os: ['win11', 'win10'] } as const;

/** Programs on Windows. */
export const windowsProducts = [
  ...systems,
  product('win', {
    key: 'chrome',
    packageName: 'Google Chrome',
    path: 'C:\\Program Files\\Google\\Chrome\\Application',
    on: clients,
    releases: [
      ['127.0.6533.120'],
      ['128.0.6613.85', desktop.chromeAugust2024],
      ['130.0.6723.59', desktop.chromeOctober2024],
      ['131.0.6778.140', desktop.chromeDecember2024],
    ],
    behind: [0.5, 0.2, 0.08],
    knownFrom: 5,
  }),
  product('win', {
    key: '7zip',
    packageName: '7-Zip',
    path: 'C:\\Program Files\\7-Zip',
    on: clients,
    releases: [['22.01'], ['24.09', desktop.sevenZip2025]],
    behind: [0.6],
    knownFrom: 4,
  }),
  product('win', {
    key: 'notepad',
    packageName: 'Notepad++',
    path: 'C:\\Program Files\\Notepad++',
    on: { os: ['win11'] },
    releases: [['8.5.2'], ['8.5.7', desktop.notepad2023]],
    behind: [0.4],
    knownFrom: 8,
  }),
  product('win', {
    key: 'putty',
    packageName: 'PuTTY',
    path: 'C:\\Program Files\\PuTTY',
    on: { os: ['win11', 'ws2022'] },
    releases: [['0.79'], ['0.81', desktop.putty2024]],
    behind: [0.5],
  }),
  product('win', {
    key: 'vlc',
    packageName: 'VLC media player',
    path: 'C:\\Program Files\\VideoLAN\\VLC',
    on: { os: ['win10'], roles: ['workstation', 'hmi'] },
    releases: [['3.0.18'], ['3.0.20', desktop.vlc2023]],
    behind: [0.5],
  }),
  product('win', {
    key: 'java',
    packageName: 'Java 8 Update 411',
    path: 'C:\\Program Files\\Java\\jre-1.8',
    on: { os: ['win10', 'ws2019'] },
    releases: [['8.0.4110.9'], ['8.0.4210.9', desktop.java2024]],
    behind: [0.5],
    knownFrom: 9,
  }),
  product('win', {
    key: 'dotnet',
    packageName: 'Microsoft .NET Runtime - 8.0',
    path: 'C:\\Program Files\\dotnet',
    on: { os: ['ws2022', 'ws2019'] },
    releases: [['8.0.7'], ['8.0.10', dotnet2024]],
    behind: [0.6],
    knownFrom: 2,
  }),
  product('win', {
    key: 'apache-win',
    packageName: 'Apache HTTP Server',
    path: 'C:\\Apache24',
    on: { os: ['ws2019'], names: ['app-1'] },
    releases: [['2.4.59'], ['2.4.62', apache2024]],
    behind: [1],
  }),
];
