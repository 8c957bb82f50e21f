import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
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
                          <Link
                            to="/$workspace/events"
                            params={{ workspace: slug }}
                            search={{ q: searchFor(name, value) }}
                            className="min-w-0 flex-1 truncate after:absolute after:inset-0 hover:text-accent"
                            title={`Find all events with ${value}`}
                          >
                            <bdi>{value}</bdi>
                          </Link>
                          <span className="text-faint tabular-nums" title={`${fullNumber(count)} events`}>
                            {Math.round((100 * count) / Math.max(1, eventCount))} %
                          </span>
                        </span>
                      </li>
                    ))}
                    <Others values={values} eventCount={eventCount} />
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

function Others({ values, eventCount }: { values: readonly { count: number }[]; eventCount: number }) {
  const rest = eventCount - values.reduce((sum, { count }) => sum + count, 0)
  // An event may carry one name twice.
  if (rest <= 0) return null
  return <li className="px-2 text-xs text-faint">{counted(rest, 'event')} with another value or none</li>
}

/** For the search over events; a value that was cut for this list is looked for by its beginning. */
function searchFor(name: string, value: string): string {
  const plain = value.replaceAll('"', '')
  const cut = value.length >= cutAt ? plain.split(/\s/)[0] : undefined
  return cut === undefined ? `${name}:"${plain}"` : `${name}:${cut}*`
}

/** The server answers so many characters of a value. */
const cutAt = 200
