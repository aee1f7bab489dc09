import type { Connection } from '@watchfloor/contract';
import { useSend } from '../../lib/queries.ts';
import { connectorsText } from '../../lib/text/connectors.ts';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { ShownOnce } from './shown-once.tsx';
import type { ConnectionActs } from './use-connection.ts';

/** Asks once before a connection goes, and says what stays. */
export function DeleteConnection({
  connection,
  acts,
  onDone,
  onClose,
}: {
  connection: Connection;
  acts: ConnectionActs;
  onDone: () => void;
  onClose: () => void;
}) {
  const words = connectorsText.remove;
  return (
    <Dialog title={words.title(connection.name)} onClose={onClose}>
      <p className="once">{words.body}</p>
      <DialogActions kind="danger" isOff={acts.isBusy} onDo={() => acts.remove(onDone)} onCancel={onClose}>
        {words.confirm(connection.name)}
      </DialogActions>
    </Dialog>
  );
}

/** Makes a new address and secret for a webhook after saying what stops. */
export function RotateWebhook({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const words = connectorsText.hook;
  const rotate = useSend('rotateWebhook');
  const made = rotate.data;
  return (
    <Dialog title={words.rotateTitle(connection.name)} onClose={onClose}>
      {made ? (
        <ShownOnce url={made.url} secret={made.secret} onDone={onClose} />
      ) : (
        <>
          <p className="once">{words.rotateBody}</p>
          {rotate.error ? (
            <div className="refusal" role="alert">
              {rotate.error.detail}
            </div>
          ) : null}
          <DialogActions
            kind="danger"
            isOff={rotate.isPending}
            onDo={() => rotate.mutate({ input: { params: { connectionId: connection.id } } })}
            onCancel={onClose}
          >
            {words.rotate}
          </DialogActions>
        </>
      )}
    </Dialog>
  );
}
