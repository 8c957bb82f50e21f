import { useQuery } from '@tanstack/react-query'
import History from 'lucide-react/icons/history'
import { Empty } from '../../components/empty.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { absolute } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { timelineQuery } from './queries.ts'
import { wordsOf } from './trail-words.ts'

/** What happened to the incident itself, newest first. */
export function TimelinePanel({ incidentId }: { incidentId: string }) {
  const { slug } = useWorkspace()
  const query = useQuery(timelineQuery(slug, incidentId))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty icon={<History />} title="Nothing has happened to it yet" />
        ) : (
          <ol className="flex flex-col">
            {items.map((activity) => (
              <li key={activity.id} className="flex items-baseline gap-3 border-b border-line py-2.5 last:border-b-0">
                <span aria-hidden className="size-1.5 shrink-0 -translate-y-0.5 rounded-full bg-line-strong" />
                <p className="min-w-0 flex-1 break-words">
                  <bdi>{wordsOf(activity)}</bdi>
                </p>
                <span className="shrink-0 text-xs text-muted max-sm:hidden">
                  {absolute(new Date(activity.at)).split(' · ')[0]}
                </span>
                <Time at={activity.at} className="w-20 shrink-0 text-right text-xs text-faint" />
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  )
}
