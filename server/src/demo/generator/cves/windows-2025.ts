import { cveTable } from './cve.ts';

/** Windows, update of January 2025. */
export const windowsJanuary2025 = cveTable(
  'Windows',
  '2025-01-14',
  `
2025-21298 | 9.8 | remote | embedded objects in mail
2025-21307 | 9.8 | remote | reliable multicast
2025-21311 | 9.8 | rights | the first version of network logon
2025-21297 2025-21309 | 8.1 | remote | the remote desktop service | server
2025-21295 | 8.1 | remote | the negotiation of logons
2025-21294 | 8.1 | remote | digest authentication
2025-21293 | 8.8 | rights | directory services | server
2025-21275 | 7.8 | rights | the app package installer
2025-21308 | 6.5 | spoof | desktop themes
2025-21223 2025-21233 2025-21236 2025-21237 2025-21238 2025-21239 2025-21240 2025-21241 2025-21243 | 8.8 | remote | the telephony service
2025-21210 | 4.2 | leak | drive encryption
2025-21211 2025-21213 2025-21215 | 6.8 | bypass | secure boot
2025-21219 2025-21332 | 4.3 | bypass | the zone check of addresses
2025-21224 | 8.1 | remote | the line printer service
2025-21226 2025-21227 2025-21228 2025-21229 | 6.6 | rights | digital media
2025-21230 2025-21251 2025-21270 | 7.5 | stop | message queuing | server
2025-21231 | 7.5 | stop | the IP helper
2025-21257 | 5.5 | leak | wireless configuration
2025-21269 | 4.3 | bypass | page rendering
2025-21271 | 7.8 | rights | the cloud files filter
2025-21272 2025-21288 | 6.5 | leak | the component server
2025-21274 | 5.5 | stop | event tracing
2025-21276 | 7.5 | stop | the zone check of addresses
2025-21278 | 6.2 | stop | the remote desktop gateway | server
2025-21280 2025-21284 | 5.5 | stop | the virtual trusted platform module
2025-21281 | 7.8 | rights | the component object model
2025-21287 | 7.8 | rights | the installer
2025-21291 | 8.8 | remote | media streaming
2025-21292 | 8.8 | rights | the search service
2025-21296 | 7.5 | remote | the branch cache
2025-21299 | 7.1 | bypass | ticket authentication
2025-21300 2025-21389 | 7.5 | stop | device discovery
2025-21304 | 7.8 | rights | the desktop compositor
2025-21313 | 6.5 | stop | the account manager
2025-21315 2025-21372 | 7.8 | rights | the brokering file system
2025-21316 2025-21317 2025-21318 2025-21319 | 5.5 | leak | the kernel
2025-21326 | 7.8 | file | the old browser
2025-21330 | 7.5 | stop | the remote desktop service | server
2025-21331 | 7.3 | rights | the installer
2025-21336 | 5.6 | leak | the cryptographic service
2025-21338 | 7.8 | file | the graphics library
2025-21340 | 5.5 | bypass | virtualised security
2025-21343 | 7.5 | leak | threat defence for the web
2025-21370 | 7.8 | rights | the enclave of virtualised security
2025-21374 | 5.5 | leak | offline files
2025-21378 | 7.8 | rights | offline files
2025-21382 | 7.8 | rights | the graphics component
`,
);
