import { type DragEvent, useState } from 'react';
import { connectorsText } from '../../lib/text/connectors.ts';
import { type Login, loginFor, readInstallerFile } from './installer-file.ts';

const words = connectorsText.new;
// The installers' files have a few kilobytes; anything large is another file.
const mostBytes = 200_000;

/** Takes the file that a Wazuh installer leaves behind and hands over the login in it. The file stays in the browser. */
export function InstallerFile({ address, onLogin }: { address: string; onLogin: (login: Login) => void }) {
  const [said, setSaid] = useState<string | null>(null);
  const [isOver, setOver] = useState(false);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const login = file.size > mostBytes ? null : loginFor(readInstallerFile(await file.text()), address);
    setSaid(login ? words.fileRead : words.fileUnread);
    if (login) onLogin(login);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  return (
    <div
      className={`drop${isOver ? ' over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {words.file} <code>wazuh-passwords.txt</code> {words.drop}{' '}
      <label className="link">
        {words.choose}
        <input
          type="file"
          className="hidden-text"
          onChange={(event) => {
            void take(event.currentTarget.files?.[0]);
          }}
        />
      </label>
      .
      <div role="status" className="soft">
        {said}
      </div>
    </div>
  );
}
