import { useQuery } from '@tanstack/react-query'
import Tags from 'lucide-react/icons/tags'
import { Empty } from '../../components/empty.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { capital, counted, fullNumber } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { attributesQuery } from './queries.ts'

/** What its events are made of: each attribute with its most frequent values. */
export function ValuesPanel({ incidentId }: { incidentId: string }) {
  const { slug } = useWorkspace()
  const query = useQuery(attributesQuery(slug, incidentId))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
      {({ attributes, eventCount }) =>
        attributes.length === 0 ? (
          <Empty icon={<Tags />} title="Its events carry no attributes">
            Send tags with your events, and what they have in common shows here.
          </Empty>
        ) : (
          <>
            <p className="mb-4 text-muted">Of the newest {counted(eventCount, 'event')}.</p>
            <div className="grid gap-6 sm:grid-cols-2">
              {attributes.map(({ name, values }) => (
                <section key={name} className="min-w-0">
                  <h3 className="mb-1.5 truncate text-sm font-medium" title={name}>
                    <bdi>{capital(name)}</bdi>
                  </h3>
                  <ul className="grid gap-1">
                    {values.map(({ value, count }) => (
                      <li key={value} className="relative overflow-hidden rounded border border-line px-2 py-1">
                        <span
                          aria-hidden
                          className="absolute inset-y-0 left-0 bg-hover"
                          style={{ width: `${(100 * count) / Math.max(1, eventCount)}%` }}
                        />
                        <span className="relative flex gap-2">
                          <span className="min-w-0 flex-1 truncate" title={value}>
                            <bdi>{value}</bdi>
                          </span>
                          <span className="text-faint tabular-nums" title={`${fullNumber(count)} events`}>
                            {Math.round((100 * count) / Math.max(1, eventCount))} %
                          </span>
                        </span>
                      </li>
                    ))}
                  </ul>
                </section>
              ))}
            </div>
          </>
        )
      }
    </Loaded>
  )
}
