import { cveTable } from './cve.ts';

export const chromeAugust2024 = cveTable(
  'Chromium',
  '2024-08-21',
  `
2024-7971 | 9.6 | file | the script engine
2024-7964 | 8.8 | file | the password manager
2024-7966 2024-7967 | 8.8 | file | drawing and fonts
2024-7968 | 8.8 | file | autofill
2024-7969 | 8.8 | file | the script engine
2024-7972 | 8.8 | file | the script engine
2024-7973 | 8.8 | file | the PDF viewer
2024-7974 | 8.8 | file | the script bridge
2024-7975 2024-7976 | 4.3 | spoof | permission prompts
`,
);

export const chromeOctober2024 = cveTable(
  'Chromium',
  '2024-10-15',
  `
2024-8193 2024-8194 2024-8198 | 8.8 | file | drawing and scripts
2024-8362 2024-7970 | 8.8 | file | audio and scripts
2024-8636 2024-8637 | 8.8 | file | drawing and scripts
2024-9120 2024-9121 | 8.8 | file | drawing and scripts
2024-9602 2024-9603 | 8.8 | file | the script engine
2024-9954 | 8.8 | file | the assistant panel
2024-9955 | 8.8 | file | network logon
2024-10229 2024-10230 2024-10231 | 8.1 | file | extensions and scripts
`,
);

export const chromeDecember2024 = cveTable(
  'Chromium',
  '2024-12-10',
  `
2024-10487 2024-10488 | 8.8 | file | the graphics layer
2024-10826 2024-10827 | 8.8 | file | family tools and serial ports
2024-11110 | 6.5 | bypass | extensions
2024-11395 | 8.8 | file | the script engine
2024-12053 2024-12381 2024-12382 | 8.8 | file | the script engine
2024-12692 2024-12693 2024-12694 2024-12695 | 8.8 | file | the script engine
`,
);

export const sevenZip2025 = cveTable(
  '7-Zip',
  '2025-01-19',
  `
2025-0411 | 7.0 | bypass | the mark of downloaded files
2024-11477 | 7.8 | file | unpacking
2023-31102 2023-40481 | 7.8 | file | unpacking
`,
);

export const notepad2023 = cveTable(
  'Notepad++',
  '2023-08-25',
  `
2023-40031 | 7.8 | file | text conversion
2023-40036 2023-40164 2023-40166 | 5.5 | leak | file type guessing
`,
);

export const putty2024 = cveTable(
  'PuTTY',
  '2024-04-15',
  `
2024-31497 | 5.9 | leak | signatures of one curve
`,
);

export const vlc2023 = cveTable(
  'VLC',
  '2023-11-07',
  `
2023-47359 | 9.8 | memory | network streams
2023-47360 | 7.5 | stop | network streams
`,
);

export const java2024 = cveTable(
  'Java',
  '2024-07-16',
  `
2024-21131 2024-21138 | 3.7 | bypass | the virtual machine
2024-21140 2024-21145 | 4.8 | bypass | array bounds
2024-21147 | 7.4 | bypass | array bounds
`,
);
