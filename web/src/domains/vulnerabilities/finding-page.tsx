import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { curlOf } from '../../lib/api.ts';
import { usePageActions } from '../../lib/page-actions.ts';
import { useAsk } from '../../lib/queries.ts';
import { pagesOf } from '../../lib/sections.tsx';
import { useMay } from '../../lib/session.ts';
import { findingsText } from '../../lib/text/findings.ts';
import { listText } from '../../lib/text/list.ts';
import { shellText } from '../../lib/text/shell.ts';
import { useKeys } from '../../lib/use-keys.ts';
import { useWayBack } from '../../lib/way-back.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { Pages } from '../../ui/pages.tsx';
import { ErrorState, Forbidden, Skeleton } from '../../ui/states.tsx';
import { FindingPane } from './finding-pane.tsx';

/** One finding by its human number. */
export function FindingPage() {
  const may = useMay();
  const { number = '' } = useParams({ strict: false });
  const navigate = useNavigate();
  const mayRead = may('finding:read');
  const found = useAsk('findFindingByNumber', { params: { number: number.toUpperCase() } }, { isEnabled: mayRead });
  const id = found.data?.id;
  const back = useWayBack('/findings', id);
  useKeys('list', [{ keys: 'Escape', label: listText.back, run: () => void navigate(back) }]);
  usePageActions({
    permalink: () => `${location.origin}/f/${number}`,
    ...(id ? { curl: () => curlOf('getFinding', { params: { findingId: id } }) } : {}),
  });
  return (
    <>
      <Pages pages={pagesOf('exposure', may)} on="/findings" label={shellText.views}>
        <Link {...back}>
          {findingsText.backToList} <Kbd keys="Escape" />
        </Link>
      </Pages>
      {mayRead ? null : <Forbidden right="finding:read" />}
      {found.isError ? <ErrorState problem={found.error} onRetry={() => void found.refetch()} /> : null}
      {mayRead && found.isPending ? <Skeleton /> : null}
      {id ? <FindingPane id={id} isPage /> : null}
    </>
  );
}
