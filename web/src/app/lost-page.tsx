import { Link } from '@tanstack/react-router';
import { shellText } from '../lib/text/shell.ts';
import { LostState } from '../ui/states.tsx';

/** For addresses that name nothing, or nothing that this person may know of. */
export const LostPage = () => (
  <LostState>
    <Link className="btn main" to="/alerts">
      {shellText.toAlerts}
    </Link>
  </LostState>
);
