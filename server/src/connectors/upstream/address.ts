import { lookup as systemLookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { UpstreamFailure } from './failure.ts';

/** `forbidden` is never reached: the machine's own metadata services, link-local, multicast and unroutable ranges. */
export type AddressKind = 'public' | 'private' | 'forbidden';

/** Which addresses a connection may reach. `private`: an administrator named this host and port, so inside ranges are meant. */
export type Reach = 'public' | 'private';

export type Lookup = (host: string) => Promise<readonly string[]>;

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = '', bits = ''] = range.split('/');
    list.addSubnet(net, Number(bits), isIP(net) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

// RFC 6890 and the address books of the clouds: 168.63.129.16 Azure, 100.100.100.200 Alibaba, 192.0.0.192 Oracle, fd00:ec2::254 AWS.
const forbidden = blockList([
  ...[
    '0.0.0.0/8',
    '169.254.0.0/16',
    '192.0.0.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
    '168.63.129.16/32',
    '100.100.100.200/32',
  ],
  // Deprecated forms that carry an IPv4 address inside (compatible, Teredo, 6to4) are refused rather than unwrapped.
  ...['::/128', 'fe80::/10', 'fec0::/10', 'ff00::/8', '100::/64', 'fd00:ec2::254/128', '2001::/32', '2002::/16'],
]);
const inside = blockList([
  ...['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '198.18.0.0/15'],
  ...['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '::1/128', 'fc00::/7', '2001:db8::/32'],
]);

/** Sorts an IP address; anything that is not one counts as forbidden. */
export function classifyAddress(address: string): AddressKind {
  const plain = unwrap(address);
  const family = isIP(plain);
  if (family === 0) return 'forbidden';
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  if (forbidden.check(plain, kind)) return 'forbidden';
  return inside.check(plain, kind) ? 'private' : 'public';
}

/** The IPv4 address inside `::ffff:a.b.c.d` and NAT64 forms, so that they cannot be used to step around the ranges. */
function unwrap(address: string): string {
  if (isIP(address) !== 6) return address;
  const canonical = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1);
  const groups = /^(?:::ffff:|64:ff9b::|::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (groups === null) return canonical;
  const [high, low] = [Number.parseInt(groups[1] ?? '', 16), Number.parseInt(groups[2] ?? '', 16)];
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

const askSystem: Lookup = async (host) => (await systemLookup(host, { all: true })).map((found) => found.address);

/**
 * Resolves a host once; the caller connects to the returned addresses and never to the name again.
 * @throws {Failure} `connection.unreachable` for an unknown name, `connection.blocked` when any address is out of reach:
 *   a name that mixes allowed and refused addresses is how a guard is stepped around.
 */
export async function resolveHost(host: string, reach: Reach, lookup: Lookup = askSystem): Promise<readonly string[]> {
  const literal = host.replace(/^\[|\]$/g, '');
  const addresses = isIP(literal) === 0 ? await find(literal, lookup) : [literal];
  for (const address of addresses) {
    const kind = classifyAddress(address);
    if (kind === 'public' || (kind === 'private' && reach === 'private')) continue;
    const what = kind === 'private' ? 'a private address' : 'an address that is never reached';
    throw new UpstreamFailure('connection.blocked', `${host} is ${address}, ${what}`, 'enter another host');
  }
  return addresses;
}

async function find(host: string, lookup: Lookup): Promise<readonly string[]> {
  try {
    const found = await lookup(host);
    if (found.length > 0) return found;
  } catch (cause) {
    throw unknownName(host, cause);
  }
  throw unknownName(host);
}

const unknownName = (host: string, cause?: unknown) =>
  new UpstreamFailure(
    'connection.unreachable',
    `${host} is not a known name`,
    'check the spelling, or the DNS of this server',
    { cause },
  );
