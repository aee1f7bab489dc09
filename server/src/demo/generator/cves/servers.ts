import { cveTable } from './cve.ts';

export const bind2024 = cveTable(
  'BIND',
  '2024-02-13',
  `
2023-50387 2023-50868 | 7.5 | stop | signature checks
2023-4408 2023-5517 2023-5679 2023-6516 | 7.5 | stop | the resolver
2024-0760 2024-1737 2024-1975 2024-4076 | 7.5 | stop | the name server
2023-3341 | 7.5 | stop | the control channel
`,
);

export const apache2024 = cveTable(
  'Apache HTTP server',
  '2024-07-01',
  `
2024-38472 | 7.5 | leak | network logon on Windows
2024-38473 | 8.1 | bypass | encoded addresses in the proxy
2024-38474 2024-38476 | 9.8 | remote | address rewriting
2024-38477 | 7.5 | stop | the proxy
2024-39573 | 7.5 | bypass | address rewriting
2024-36387 | 5.4 | stop | upgraded connections
2024-24795 | 6.3 | spoof | response headers
2024-27316 | 7.5 | stop | header continuation
2023-38709 | 7.3 | spoof | response headers
2023-31122 | 7.5 | leak | the macro module
2023-45802 | 5.9 | stop | reset streams
`,
);

export const nginx2024 = cveTable(
  'nginx',
  '2024-08-14',
  `
2024-7347 | 4.7 | leak | the video module
2025-23419 | 4.3 | bypass | client certificates on shared sessions | 2025-02-05
2022-41741 | 7.8 | memory | the video module
2022-41742 | 7.1 | leak | the video module
`,
);

export const samba2023 = cveTable(
  'Samba',
  '2023-10-10',
  `
2023-3961 | 9.8 | bypass | pipe names
2023-4091 | 6.5 | bypass | read-only shares
2023-4154 | 7.2 | leak | directory sync
2023-42669 2023-42670 | 6.5 | stop | remote calls
2023-34966 | 7.5 | stop | the search service
2023-34967 2023-34968 | 5.3 | leak | the search service
`,
);

export const postgres2024 = cveTable(
  'PostgreSQL',
  '2024-11-14',
  `
2023-5868 | 4.3 | leak | aggregate calls
2023-5869 | 8.8 | remote | array arithmetic
2023-5870 | 4.4 | stop | background workers
2024-0985 | 8.0 | rights | refreshed views
2024-4317 | 3.1 | leak | statistics views
2024-7348 | 8.8 | rights | the dump tool
2024-10976 2024-10978 | 4.2 | bypass | row security
2024-10977 | 3.1 | spoof | error messages
2024-10979 | 8.8 | rights | environment variables
2025-1094 | 8.1 | remote | quoting in the shell | 2025-02-13
`,
);

export const log4j2021 = cveTable(
  'Log4j',
  '2021-12-10',
  `
2021-44228 | 10.0 | remote | lookups in log lines
2021-45105 | 5.9 | stop | recursive lookups
2021-44832 | 6.6 | remote | the database appender
`,
);

export const fortios2024 = cveTable(
  'FortiOS',
  '2024-02-08',
  `
2024-21762 | 9.8 | remote | the VPN web portal
2023-42789 | 9.8 | remote | the captive portal
2023-42790 | 8.1 | remote | the captive portal
2024-23112 | 8.0 | bypass | VPN bookmarks
2023-41677 | 7.5 | leak | administrator cookies
2024-23110 | 7.8 | memory | the command line
`,
);

export const dotnet2024 = cveTable(
  '.NET',
  '2024-10-08',
  `
2024-38095 | 7.5 | stop | certificate parsing
2024-38167 | 6.5 | leak | the TLS stream
2024-38168 | 7.5 | stop | the web server
2024-43483 2024-43484 2024-43485 | 7.5 | stop | hashing and parsing
`,
);
