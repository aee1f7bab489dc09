export const customerCodes = ['harbor', 'kestrel', 'aurora'] as const;
export type CustomerCode = (typeof customerCodes)[number];

export type DemoCustomer = {
  code: CustomerCode;
  name: string;
  /** Prefix of human numbers, for example `KEST-1042`. */
  mark: string;
  /** Six hexadecimal digits without the number sign. */
  hue: string;
  /** The name of the Wazuh cluster that watches this customer. */
  cluster: string;
  mailDomain: string;
  windowsDomain: string;
  /** First two octets of the customer's private network. */
  network: string;
  people: readonly string[];
  /** Places that are joined by tunnels. */
  sites: readonly string[];
  /** Files that people pass on. */
  documents: readonly string[];
};

/** The three fictional customers; their domains end in `.example`, their networks are private. */
export const customers: readonly DemoCustomer[] = [
  {
    code: 'harbor',
    name: 'Harbor Dental',
    mark: 'HARB',
    hue: '7fb685',
    cluster: 'wazuh-harbor',
    mailDomain: 'harbor-dental.example',
    windowsDomain: 'HARBOR',
    network: '10.20',
    people: ['reception', 'nadia', 'tove', 'billing', 'adm-lars', 'yusuf', 'hygiene2', 'svc-backup2'],
    sites: ['clinic north', 'clinic east', 'clinic harbour', 'x-ray room', 'home office pool'],
    documents: [
      'patients-week.xlsx',
      'price-list.pdf',
      'recall-letters.docx',
      'insurance.zip',
      'invoice-1182.pdf',
      'shifts.xlsx',
    ],
  },
  {
    code: 'kestrel',
    name: 'Kestrel Logistics',
    mark: 'KEST',
    hue: 'c58fd6',
    cluster: 'wazuh-kestrel',
    mailDomain: 'kestrel.example',
    windowsDomain: 'KESTREL',
    network: '10.30',
    people: ['jo', 'mara', 'piet', 'dispatch', 'oskar', 'adm-mara', 'lin', 'deploy', 'svc-scan'],
    sites: ['depot north', 'depot south', 'warehouse 2', 'customs office', 'home office pool'],
    documents: [
      'route-plan.xlsx',
      'price-list.pdf',
      'freight-terms.docx',
      'contracts.zip',
      'invoice-1182.pdf',
      'drivers.xlsx',
    ],
  },
  {
    code: 'aurora',
    name: 'Aurora Water',
    mark: 'AURO',
    hue: '5bb8c9',
    cluster: 'wazuh-aurora',
    mailDomain: 'aurora-water.example',
    windowsDomain: 'AURORA',
    network: '10.40',
    people: ['operator1', 'operator2', 'ilse', 'eng-tom', 'adm-ilse', 'historian', 'lab'],
    sites: ['pump house 4', 'intake east', 'water tower 2', 'laboratory', 'home office pool'],
    documents: [
      'pump-report.docx',
      'price-list.pdf',
      'sample-week.xlsx',
      'drawings.zip',
      'invoice-1182.pdf',
      'on-call.xlsx',
    ],
  },
];

/** The customer of a code. @throws RangeError for a code that the demo does not have. */
export function customerOf(code: CustomerCode): DemoCustomer {
  const found = customers.find((customer) => customer.code === code);
  if (found === undefined) throw new RangeError(`The demo has no customer ${code}.`);
  return found;
}

export type AnalystCode = 'ar' | 'mk' | 'it';

export type DemoAnalyst = {
  code: AnalystCode;
  username: string;
  name: string;
  email: string;
  /** Hours of the day in UTC at which this analyst works, the first included, the last not; may pass midnight. */
  shift: readonly [number, number];
};

/** Three invented analysts whose shifts cover the day. */
export const analysts: readonly DemoAnalyst[] = [
  { code: 'ar', username: 'a.roe', name: 'Asta Roe', email: 'a.roe@watchfloor.example', shift: [5, 13] },
  { code: 'mk', username: 'm.karst', name: 'Milo Karst', email: 'm.karst@watchfloor.example', shift: [13, 21] },
  { code: 'it', username: 'i.thorn', name: 'Ines Thorn', email: 'i.thorn@watchfloor.example', shift: [21, 5] },
];

/** Who works at that hour of the UTC day. */
export function analystAt(hour: number): AnalystCode {
  const found = analysts.find(({ shift: [from, to] }) =>
    from < to ? hour >= from && hour < to : hour >= from || hour < to,
  );
  return found?.code ?? 'ar';
}
