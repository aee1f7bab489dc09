import { Link } from '@tanstack/react-router';
import { shellText } from '../lib/text/shell.ts';

/** For addresses that name nothing, or nothing that this person may know of. */
export function LostPage() {
  return (
    <div className="state-box">
      <h2>{shellText.lost}</h2>
      <p>{shellText.lostHint}</p>
      <div className="acts">
        <Link className="btn main" to="/alerts">
          {shellText.toAlerts}
        </Link>
      </div>
    </div>
  );
}
