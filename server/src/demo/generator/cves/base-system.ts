import { cveTable } from './cve.ts';

export const openssl2023 = cveTable(
  'OpenSSL',
  '2023-10-24',
  `
2023-0464 | 7.5 | stop | the certificate check
2023-0465 2023-0466 | 5.3 | bypass | the certificate policy check
2023-2650 | 6.5 | stop | object identifiers
2023-2975 | 5.3 | bypass | one cipher mode
2023-3446 2023-3817 | 5.3 | stop | the key parameter check
2023-5363 | 7.5 | leak | the cipher set-up
`,
);

export const openssl2024 = cveTable(
  'OpenSSL',
  '2024-09-03',
  `
2023-5678 | 5.3 | stop | large key parameters
2023-6129 | 6.5 | memory | message authentication
2023-6237 | 5.9 | stop | the public key check
2024-0727 | 5.5 | stop | key containers
2024-2511 | 5.9 | stop | the session cache
2024-4603 | 5.3 | stop | the key parameter check
2024-4741 | 7.5 | memory | buffers handed back
2024-5535 | 9.1 | leak | protocol selection
2024-6119 | 7.5 | stop | the certificate name check
2024-9143 | 4.3 | memory | unusual curves
2024-13176 | 4.1 | leak | signature timing
`,
);

export const curl2023 = cveTable(
  'curl',
  '2023-10-11',
  `
2023-38545 | 9.8 | remote | the proxy handshake
2023-38546 | 3.7 | bypass | cookies
2023-38039 | 7.5 | stop | long headers
2023-28319 | 7.5 | memory | key fingerprints
2023-28320 | 5.9 | stop | name resolution
2023-28321 | 5.9 | bypass | the host name check
2023-28322 | 3.7 | leak | reused handles
2023-27533 2023-27534 | 8.8 | bypass | protocol options
2023-27535 2023-27536 2023-27537 | 5.9 | bypass | reused connections
`,
);

export const curl2024 = cveTable(
  'curl',
  '2024-09-11',
  `
2023-46218 | 6.5 | bypass | cookies
2023-46219 | 5.3 | leak | strict transport data
2024-2004 | 3.5 | bypass | protocol selection
2024-2379 | 6.3 | bypass | certificate checks
2024-2398 | 8.6 | stop | server push
2024-7264 | 6.5 | leak | certificate dates
2024-8096 | 6.5 | bypass | certificate status
2024-9681 | 6.5 | bypass | strict transport data
2024-11053 | 3.4 | leak | stored passwords
2025-0167 | 3.4 | leak | stored passwords | 2025-02-05
2025-0725 | - | memory | unpacking | 2025-02-05
`,
);

export const glibc2023 = cveTable(
  'GNU C library',
  '2023-10-03',
  `
2023-4911 | 7.8 | rights | the loader's tuning variable
2023-4527 | 6.5 | leak | name resolution
2023-4806 | 5.9 | stop | name resolution
2023-4813 | 5.9 | stop | the hosts lookup
2023-5156 | 7.5 | stop | name resolution
`,
);

export const glibc2024 = cveTable(
  'GNU C library',
  '2024-05-06',
  `
2023-6246 | 7.8 | rights | system logging
2023-6779 | 7.5 | memory | system logging
2023-6780 | 5.3 | memory | system logging
2024-2961 | 7.3 | remote | character conversion
2024-33599 | 8.1 | memory | the name cache
2024-33600 | 5.3 | stop | the name cache
2024-33601 2024-33602 | 7.4 | stop | the name cache
2025-0395 | 6.2 | memory | assertion messages | 2025-01-22
`,
);

export const sudo2025 = cveTable(
  'sudo',
  '2025-06-30',
  `
2025-32463 | 9.3 | rights | the change-root option
2025-32462 | 2.8 | rights | the host option
`,
);

export const sudo2023 = cveTable(
  'sudo',
  '2023-12-22',
  `
2023-42465 | 7.0 | rights | the password check
2023-28486 2023-28487 | 5.3 | spoof | log lines
`,
);

export const openssh2024 = cveTable(
  'OpenSSH',
  '2024-07-01',
  `
2024-6387 | 8.1 | remote | the login grace timer
2024-6409 | 7.0 | remote | the privilege-separated child
2023-48795 | 5.9 | bypass | the handshake
2023-51384 | 5.5 | bypass | agent key limits
2023-51385 | 6.5 | remote | host names with shell characters
2023-38408 | 9.8 | remote | the forwarded agent
2025-26465 | 6.8 | spoof | the host key check | 2025-02-18
`,
);

export const xml2024 = cveTable(
  'libxml2',
  '2024-02-04',
  `
2023-28484 2023-29469 | 6.5 | stop | the parser
2023-45322 | 6.5 | memory | the tree editor
2024-25062 | 7.5 | memory | the reader with validation
2024-34459 | 7.5 | leak | the error printer
2024-56171 | 7.8 | memory | schema validation
2025-24928 | 7.8 | memory | schema validation | 2025-02-18
`,
);

export const expat2024 = cveTable(
  'Expat',
  '2024-08-30',
  `
2023-52425 | 7.5 | stop | large tokens
2023-52426 | 5.5 | stop | recursive entities
2024-28757 | 7.5 | stop | isolated parsers
2024-45490 | 7.5 | memory | negative lengths
2024-45491 2024-45492 | 7.3 | memory | size arithmetic
2024-50602 | 5.9 | stop | a resumed parser
`,
);

export const gnutls2024 = cveTable(
  'GnuTLS',
  '2024-01-16',
  `
2023-5981 | 5.9 | leak | padding times
2024-0553 | 7.5 | leak | padding times
2024-0567 | 7.5 | stop | certificate chains
2024-28834 | 5.3 | leak | signature times
2024-28835 | 5.0 | stop | certificate chains
`,
);
