import { cveTable } from './cve.ts';

/** Linux kernel, up to the end of 2023. */
export const kernel2023 = cveTable(
  'Linux kernel',
  '2023-12-18',
  `
2023-6931 2023-5717 | 7.8 | rights | performance counters
2023-6932 | 7.8 | rights | multicast membership
2023-6817 2023-5197 2023-4244 2023-4015 2023-3777 2023-3610 | 7.8 | rights | packet filtering
2023-3776 2023-4206 2023-4207 2023-4208 2023-3609 2023-4128 | 7.8 | rights | traffic classes
2023-3611 2023-4921 2023-4623 | 7.8 | rights | traffic scheduling
2023-4622 | 7.0 | rights | local sockets
2023-3390 | 7.8 | rights | packet filtering
2023-3269 | 7.8 | memory | memory maps
2023-3090 | 7.8 | rights | virtual network links
2023-5345 2023-6606 | 7.1 | memory | the network file client
2023-5178 | 8.8 | memory | storage over the network
2023-6546 | 7.0 | rights | the serial multiplexer
2023-6040 | 7.8 | memory | packet filtering
2023-5090 | 5.5 | stop | virtual machines
2023-6176 | 4.7 | stop | the cipher interface
2023-51779 2023-51780 2023-51781 2023-51782 | 7.0 | memory | old network protocols
2023-52340 | 7.5 | stop | the IPv6 route table
`,
);

/** Linux kernel, first half of 2024. */
export const kernel2024 = cveTable(
  'Linux kernel',
  '2024-03-11',
  `
2024-1086 | 7.8 | rights | packet filtering
2024-1085 | 6.6 | rights | packet filtering
2024-0646 | 7.8 | memory | encrypted sockets
2024-0565 | 6.8 | memory | the network file client
2024-0775 | 6.7 | memory | the main file system
2024-26581 | 7.8 | memory | packet filtering sets
2024-26582 | 7.8 | memory | encrypted sockets
2024-26589 | 7.8 | memory | the packet program check
2024-26592 | 7.8 | memory | the file server in the kernel
2024-26598 | 7.8 | memory | the virtual interrupt controller
2024-26622 | 7.8 | memory | the access policy module
2024-26625 | 7.8 | memory | link control sockets
2024-26583 2024-26584 2024-26585 | 5.5 | stop | encrypted sockets
2024-26586 | 6.7 | memory | a switch driver
2024-26593 | 7.1 | leak | the sensor bus
2024-26594 | 7.1 | leak | the file server in the kernel
2024-26600 2024-26601 2024-26602 | 5.5 | stop | drivers and scheduling
2024-26606 2024-26610 2024-26614 | - | memory | drivers and sockets
2024-26627 2024-26631 2024-26633 | - | stop | network tunnels
2024-26640 2024-26642 2024-26643 | - | memory | sockets and packet filtering
2024-23850 2024-23851 | 5.5 | stop | volume management
2024-24857 2024-24858 | 5.3 | stop | radio links
`,
);
