import { cveTable } from './cve.ts';

/** Windows, update of July 2024. */
export const windowsJuly2024 = cveTable(
  'Windows',
  '2024-07-09',
  `
2024-38074 2024-38076 2024-38077 | 9.8 | remote | the remote desktop licensing service | server
2024-38112 | 7.5 | spoof | the old page viewer
2024-38080 | 7.8 | rights | the virtual machine host
2024-38060 | 8.8 | file | the imaging component
2024-38053 | 8.8 | remote | the network bridge driver
2024-38104 | 8.8 | remote | the fax service
2024-38059 2024-38066 | 7.8 | rights | the window manager
2024-38079 2024-38085 | 7.8 | rights | the graphics component
2024-38052 2024-38054 2024-38057 | 7.8 | rights | the kernel streaming driver
2024-38062 | 7.8 | rights | a kernel-mode driver
2024-38034 | 7.8 | rights | the filtering platform
2024-38043 2024-38047 | 7.8 | rights | PowerShell
2024-38050 | 7.8 | rights | the workstation service
2024-38051 | 7.8 | file | the graphics component
2024-38058 | 6.8 | bypass | drive encryption
2024-38065 | 6.8 | bypass | secure boot
2024-38010 2024-38011 2024-37969 | 8.0 | bypass | secure boot
2024-38041 | 5.5 | leak | the kernel
2024-38055 2024-38056 | 5.5 | leak | the codec library
2024-38064 | 7.5 | leak | the network stack
2024-38015 | 7.5 | stop | the remote desktop gateway | server
2024-38071 2024-38072 2024-38073 | 7.5 | stop | the remote desktop licensing service | server
2024-38031 2024-38067 2024-38068 | 7.5 | stop | the certificate status responder | server
2024-38044 | 7.2 | remote | the address service | server
2024-38027 | 6.5 | stop | the line printer service
2024-38048 | 6.5 | stop | the network driver interface
2024-38101 2024-38102 2024-38105 | 6.5 | stop | the network bridge driver
2024-38091 | 7.5 | stop | device discovery
2024-30079 | 7.8 | rights | the remote access manager
2024-30081 | 7.1 | spoof | network logon
2024-30098 | 7.5 | bypass | the cryptographic service
2024-35270 | 5.3 | stop | the storage target service
`,
);

/** Windows, update of August 2024. */
export const windowsAugust2024 = cveTable(
  'Windows',
  '2024-08-13',
  `
2024-38063 | 9.8 | remote | the IPv6 stack
2024-38140 | 9.8 | remote | reliable multicast
2024-38199 | 9.8 | remote | the line printer service
2024-38193 | 7.8 | rights | the socket driver
2024-38141 | 7.8 | rights | the socket driver
2024-38144 | 8.8 | rights | the kernel streaming driver
2024-38133 2024-38153 | 7.8 | rights | the kernel
2024-38127 | 7.8 | rights | the virtual machine host
2024-38125 2024-38134 2024-38191 | 7.8 | rights | the kernel streaming driver
2024-38135 | 7.8 | rights | the resilient file system
2024-38142 | 7.8 | rights | the secure kernel
2024-38145 2024-38146 | 7.5 | stop | the network bridge driver
2024-38147 2024-38150 | 7.8 | rights | the desktop compositor
2024-38148 | 7.5 | stop | the secure channel
2024-38151 | 5.5 | leak | the kernel
2024-38152 | 7.8 | file | embedded objects
2024-38114 2024-38115 2024-38116 | 8.8 | remote | the routing management snap-in | server
2024-38120 2024-38121 2024-38128 2024-38130 2024-38154 | 8.8 | remote | routing and remote access | server
2024-38131 | 8.8 | remote | the shared clipboard
2024-38126 2024-38132 | 7.5 | stop | address translation
2024-38117 | 7.8 | rights | the named pipe file system
2024-38118 2024-38122 | 5.5 | leak | the local security authority
2024-38138 | 7.5 | remote | the deployment service | server
2024-38161 | 6.8 | remote | the mobile broadband driver
2024-38180 | 8.8 | bypass | the download check
2024-38184 2024-38185 2024-38186 2024-38187 | 7.8 | rights | a kernel-mode driver
2024-38196 | 7.8 | rights | the common log driver
2024-38198 | 7.8 | rights | the print spooler
2024-38214 | 6.5 | leak | routing and remote access | server
2024-38215 | 7.8 | rights | the cloud files filter
2024-29995 | 8.1 | rights | ticket authentication | server
2024-37968 | 7.5 | spoof | the name service | server
`,
);
