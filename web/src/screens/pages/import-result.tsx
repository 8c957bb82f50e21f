import { Link } from '@tanstack/react-router'
import type { StatusImportResult } from '../../api.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'

export function ImportResult({ result, onMore }: { result: StatusImportResult; onMore: () => void }) {
  const { slug } = useWorkspace()
  const { pages, monitors, skipped, skippedCount } = result
  return (
    <>
      <div role="status">
        <Section title="Imported">
          <Card>
            <ul>
              {pages.map(({ pageId, name, added }) => (
                <li
                  key={pageId}
                  className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-3 last:border-b-0"
                >
                  <div className="min-w-0 flex-1 basis-56">
                    <p className="font-medium">{name}</p>
                    <p className="text-sm text-muted">{wordsOf(added)}</p>
                  </div>
                  <Link
                    to="/$workspace/pages/$pageId"
                    params={{ workspace: slug, pageId }}
                    className={buttonClass('secondary')}
                  >
                    Open {name}
                  </Link>
                </li>
              ))}
              {monitors.checks + monitors.heartbeats + monitors.known > 0 && (
                <li className="px-4 py-3">
                  {counted(monitors.checks, 'monitor')} and {counted(monitors.heartbeats, 'heartbeat')} added
                  {monitors.known > 0 && `, ${monitors.known} were there already`}.
                  {monitors.followed > 0 &&
                    ` ${counted(monitors.followed, 'component')} ${monitors.followed === 1 ? 'follows' : 'follow'} them from now on.`}
                </li>
              )}
            </ul>
          </Card>
        </Section>
      </div>
      <SkippedList skipped={skipped} count={skippedCount} />
      <p className="mb-4 max-w-2xl text-sm text-muted">
        {result.kind === 'statuspage'
          ? 'Subscribers are not part of it: bring their addresses under Subscribers of the page. Planned maintenances begin and end by themselves, without a message; set that in each of them.'
          : 'Let programs call the new addresses of their heartbeats. Maintenances begin and end by themselves, without a message; set that in each of them.'}
      </p>
      <Button onClick={onMore}>Import another one</Button>
    </>
  )
}

function wordsOf(added: StatusImportResult['pages'][number]['added']): string {
  const { components, groups, reports, maintenances } = added
  const parts = [
    { count: components, word: 'component' },
    { count: groups, word: 'group' },
    { count: reports, word: 'report' },
    { count: maintenances, word: 'maintenance' },
  ].filter(({ count }) => count > 0)
  if (parts.length === 0) return added.pages > 0 ? 'An empty page added' : 'Nothing new: all of it was there already.'
  return `${parts.map(({ count, word }) => counted(count, word)).join(', ')} added`
}

const kinds: Record<StatusImportResult['skipped'][number]['what'], string> = {
  ...{ file: 'File', page: 'Page', group: 'Group', component: 'Component', report: 'Report', update: 'Update of' },
  ...{ maintenance: 'Maintenance', monitor: 'Monitor' },
}

export function SkippedList({ skipped, count }: { skipped: StatusImportResult['skipped']; count: number }) {
  if (count === 0) return null
  return (
    <Section title={`Not taken over or changed (${count})`}>
      <Card>
        <ul className="max-h-80 overflow-y-auto" tabIndex={0} aria-label="Not taken over or changed">
          {skipped.map(({ what, name, reason }, index) => (
            <li key={index} className="border-b border-line px-4 py-2 text-sm last:border-b-0">
              <span className="font-medium">
                {kinds[what]} {name}
              </span>
              <span className="text-muted">: {reason}</span>
            </li>
          ))}
        </ul>
        {count > skipped.length && <p className="px-4 py-2 text-sm text-muted">And {count - skipped.length} more.</p>}
      </Card>
    </Section>
  )
}
