import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';

export type Door = {
  /** The address of the same database, through the door. */
  url: string;
  /** From now on nothing passes, in either direction, and nobody is told: what a broken network path does. */
  mute(): void;
  /** From now on it lets each in this many milliseconds late. */
  delay(ms: number): void;
  /** What comes from now on passes again; what was swallowed is gone, with its connections. */
  unmute(): void;
  close(): void;
};

/** A relay in front of the database; it lets each in `lateAtFirstMs` late. */
export async function openDoor(databaseUrl: string, lateAtFirstMs = 0): Promise<Door> {
  const { hostname, port, searchParams } = new URL(databaseUrl.replace('@/', '@localhost/'));
  const folder = searchParams.get('host');
  const sockets = new Set<Socket>();
  let isMute = false;
  let lateMs = lateAtFirstMs;
  const relay = (from: Socket, to: Socket) => {
    from.on('data', (bytes) => isMute || to.write(bytes));
    from.on('close', () => to.destroy()).on('error', () => to.destroy());
  };
  const door = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined).pause());
    setTimeout(() => {
      if (socket.destroyed) return;
      const to = folder
        ? createConnection(`${folder}/.s.PGSQL.${searchParams.get('port') ?? (port || 5432)}`)
        : createConnection(Number(port || 5432), hostname);
      sockets.add(to);
      relay(socket, to);
      relay(to, socket);
      socket.resume();
    }, lateMs);
  }).listen(0, '127.0.0.1');
  await once(door, 'listening');
  const address = door.address();
  const url = new URL(databaseUrl.replace('@/', '@localhost/'));
  url.searchParams.delete('host');
  url.searchParams.delete('port');
  url.hostname = '127.0.0.1';
  url.port = String(typeof address === 'object' && address ? address.port : 0);
  return {
    url: url.href,
    mute: () => {
      isMute = true;
    },
    delay: (ms) => {
      lateMs = ms;
    },
    unmute: () => {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      isMute = false;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      door.close();
    },
  };
}
