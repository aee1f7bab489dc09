import { cveTable } from './cve.ts';

export const python2024 = cveTable(
  'Python',
  '2024-08-01',
  `
2023-24329 | 7.5 | bypass | address parsing
2023-40217 | 5.3 | bypass | the TLS wrapper
2023-27043 | 5.3 | bypass | mail addresses
2023-6597 | 7.8 | rights | temporary folders
2024-0397 | 7.4 | memory | certificate stores
2024-0450 | 6.2 | stop | archive reading
2024-4032 | 7.5 | bypass | private address checks
2024-6232 | 7.5 | stop | archive headers
2024-6923 | 5.5 | spoof | mail headers
2024-7592 | 7.5 | stop | cookie parsing
2024-11168 | 3.7 | bypass | address parsing
`,
);

export const vimNoFix = cveTable(
  'Vim',
  '2023-11-22',
  `
2023-4733 2023-4734 2023-4750 2023-4752 2023-4781 | 7.8 | file | the editor
2023-5344 2023-5535 | 7.5 | memory | the editor
2023-46246 | 5.5 | memory | number parsing
2023-48231 2023-48232 2023-48233 | 4.3 | stop | the editor
`,
);

export const git2024 = cveTable(
  'Git',
  '2024-05-14',
  `
2024-32002 | 9.0 | remote | clones with submodules
2024-32004 | 8.1 | remote | local clones
2024-32020 2024-32021 | 3.9 | bypass | local clones
2024-32465 | 7.3 | bypass | untrusted folders
`,
);

export const libwebp2023 = cveTable(
  'libwebp',
  '2023-09-12',
  `
2023-4863 | 8.8 | remote | picture decoding
`,
);

export const ghostscript2024 = cveTable(
  'Ghostscript',
  '2024-07-03',
  `
2024-29510 | 6.3 | bypass | the safe mode
2024-33869 2024-33870 | 5.3 | bypass | path checks
2024-33871 | 8.8 | file | a printer driver
2023-43115 | 8.8 | file | the network printer device
`,
);

export const runc2024 = cveTable(
  'runc',
  '2024-01-31',
  `
2024-21626 | 8.6 | rights | an open folder handle
2024-45310 | 3.6 | bypass | the file system set-up
`,
);

export const less2024 = cveTable(
  'less',
  '2024-04-13',
  `
2022-48624 | 7.8 | file | file names with quotes
2024-32487 | 8.6 | file | file names with line breaks
`,
);

export const systemd2023 = cveTable(
  'systemd',
  '2023-12-23',
  `
2023-7008 | 5.9 | spoof | the name service
2023-26604 | 7.8 | rights | the pager
`,
);
