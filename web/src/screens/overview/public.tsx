import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Card, Section } from '../../components/screen.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { DeliveryState, HeadlinePill } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { capital, words } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { deliveriesQuery } from '../channels/queries.ts'
import { pagesQuery } from '../pages/queries.ts'

const mostShown = 5

/** What the outside was told: status pages, and the last deliveries. */
export function Public() {
  const { slug } = useWorkspace()
  const pages = useQuery(pagesQuery(slug))
  const deliveries = useInfiniteQuery(deliveriesQuery(slug))
  const latest = deliveries.data?.pages[0]?.items.slice(0, mostShown)
  return (
    <div className="min-w-0">
      <Section title="Status pages">
        <Card>
          {pages.isPending && <Skeleton className="m-4 h-8" />}
          {pages.data?.items.length === 0 && (
            <p className="px-4 py-4 text-muted">
              No status page yet.{' '}
              <Link to="/$workspace/pages" params={{ workspace: slug }} search={{ create: true }} className="text-link">
                Create one
              </Link>
            </p>
          )}
          <ul>
            {pages.data?.items.map(({ id, name, headline }) => (
              <li key={id} className="relative border-b border-line px-4 py-2.5 last:border-b-0 hover:bg-hover">
                <Link
                  to="/$workspace/pages/$pageId"
                  params={{ workspace: slug, pageId: id }}
                  className="mb-1 block truncate font-medium after:absolute after:inset-0"
                >
                  {name}
                </Link>
                <HeadlinePill state={headline.indicator}>{headline.description}</HeadlinePill>
              </li>
            ))}
          </ul>
        </Card>
      </Section>
      <Section title="Last deliveries">
        <Card>
          {deliveries.isPending && <Skeleton className="m-4 h-8" />}
          {latest?.length === 0 && (
            <p className="px-4 py-4 text-muted">
              Nobody has been told of anything yet.{' '}
              <Link to="/$workspace/settings/channels" params={{ workspace: slug }} className="text-link">
                Channels
              </Link>
            </p>
          )}
          <ul>
            {latest?.map(({ id, channelName, kind, state, createdAt }) => (
              <li key={id} className="flex items-baseline gap-3 border-b border-line px-4 py-2 last:border-b-0">
                <div className="min-w-0 flex-1">
                  <p className="truncate">{channelName}</p>
                  <p className="truncate text-xs text-faint">{capital(words(kind))}</p>
                </div>
                <div className="text-right text-xs">
                  <DeliveryState state={state} />
                  <Time at={createdAt} className="block text-faint" />
                </div>
              </li>
            ))}
          </ul>
        </Card>
      </Section>
    </div>
  )
}
