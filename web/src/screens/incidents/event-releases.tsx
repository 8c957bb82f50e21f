import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReleaseCount } from '../../api.ts'
import { Time } from '../../components/time.tsx'
import { counted, shortNumber } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { incidentReleasesQuery } from './event-queries.ts'
import { useMore } from './more.tsx'
import { Part } from './part.tsx'

/** The same error over releases; each leads to its last event there. */
export function EventReleases({ incidentId, release }: { incidentId: string; release: string }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(incidentReleasesQuery(slug, incidentId))
  const releases = data?.items ?? []
  const { shown, more } = useMore(releases, 6, 20)
  // One without a name says nothing that the heading does not.
  if (releases.length === 0 || (releases.length === 1 && releases[0]?.version === '')) return null
  const most = Math.max(1, ...releases.map(({ count }) => count))
  return (
    <Part title="Over releases" count={releases.length}>
      <ul className="overflow-hidden rounded-lg border border-line">
        {shown.map((each) => (
          <Release
            key={each.version}
            incidentId={incidentId}
            each={each}
            most={most}
            current={each.version === release}
          />
        ))}
      </ul>
      {more('releases')}
    </Part>
  )
}

type RowProps = { incidentId: string; each: ReleaseCount; most: number; current: boolean }

function Release({ incidentId, each, most, current }: RowProps) {
  const { slug } = useWorkspace()
  const { version, count, users, firstSeenAt, lastSeenAt, lastEventId } = each
  return (
    <li className="relative flex items-center gap-3 border-b border-line px-3.5 py-1.5 text-xs last:border-b-0 hover:bg-hover">
      <span className="flex w-36 min-w-0 shrink-0 items-center gap-1.5 sm:w-48">
        <Link
          to="/$workspace/incidents/$incidentId"
          params={{ workspace: slug, incidentId }}
          search={{ event: lastEventId }}
          replace
          resetScroll={false}
          aria-current={current || undefined}
          title={`The last event in ${version || 'no release'}`}
          className="truncate after:absolute after:inset-0"
        >
          {version ? <code>{version}</code> : <span className="text-muted">no release named</span>}
        </Link>
        {current && <span className="shrink-0 rounded bg-selected px-1 text-2xs text-muted">this event</span>}
      </span>
      <span aria-hidden className="h-2 min-w-4 flex-1 overflow-hidden rounded-full bg-sunken">
        <span
          className="block h-full rounded-full bg-accent"
          style={{ width: `${Math.max(1, (100 * count) / most)}%` }}
        />
      </span>
      <span className="w-12 text-right" title={counted(count, 'event')}>
        {shortNumber(count)} ×
      </span>
      <span className="w-20 text-right text-muted max-sm:hidden">
        {users > 0 && counted(users, 'person', 'people')}
      </span>
      <span className="w-32 truncate text-right text-faint max-md:hidden">
        since <Time at={firstSeenAt} />
      </span>
      <span className="w-16 text-right text-faint">
        <Time at={lastSeenAt} />
      </span>
    </li>
  )
}
