import { useQuery } from '@tanstack/react-query'
import CircleCheck from 'lucide-react/icons/circle-check'
import { CopyButton } from '../../../components/copy.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { Time } from '../../../components/time.tsx'
import type { MissingSourceMap } from '../../../api.ts'
import { counted } from '../../../format.ts'
import { useWorkspace } from '../../../session.ts'
import { dashed } from './commands.ts'
import { missingMapsQuery } from './queries.ts'

/** Debug ids that events named and nobody uploaded: what most events want first. */
export function Missing({ projectId }: { projectId: string }) {
  const { slug } = useWorkspace()
  const query = useQuery(missingMapsQuery(slug, projectId))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={2} />}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="flex items-center gap-2 rounded-lg border border-line px-4 py-3 text-muted">
            <CircleCheck className="size-4 shrink-0 text-up" aria-hidden />
            No event of the last 30 days named a map that is not here.
          </p>
        ) : (
          <ul className="rounded-lg border border-line bg-raised">
            {items
              .toSorted((a, b) => b.eventCount - a.eventCount)
              .map((miss) => (
                <MissingRow key={miss.debugId} miss={miss} />
              ))}
          </ul>
        )
      }
    </Loaded>
  )
}

function MissingRow({ miss: { debugId, url, release, lastSeenAt, eventCount } }: { miss: MissingSourceMap }) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 border-t border-line px-4 py-2.5 first:border-t-0">
      <span className="min-w-0 flex-1 basis-64">
        <span className="block font-medium break-all">{url ?? 'A script without an address'}</span>
        <span className="flex min-w-0 items-center gap-1 text-xs text-faint">
          <code className="truncate">{dashed(debugId)}</code>
          <CopyButton text={dashed(debugId)} label="Copy the debug id" />
        </span>
      </span>
      <span className="text-xs text-muted">{release ? `Release ${release}` : 'No release'}</span>
      <span className="text-right whitespace-nowrap">
        <span className="font-medium">{counted(eventCount, 'event')}</span>{' '}
        <span className="block text-xs text-faint">
          last <Time at={lastSeenAt} />
        </span>
      </span>
    </li>
  )
}
