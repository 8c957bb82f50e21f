import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { SubscriberDelivery, SubscriberDeliveryCounts } from '../../../api.ts'
import { cn } from '../../../components/class-names.ts'
import { Paged } from '../../../components/paged.tsx'
import { Card, Screen } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { Time } from '../../../components/time.tsx'
import { fullNumber } from '../../../format.ts'
import { useRefusal, useWorkspace } from '../../../session.ts'
import { subscriberDeliveryStates } from '../../../tabs.ts'
import { deliveriesQuery } from './queries.ts'
import { channelWords, deliveryWords } from './words.ts'

const route = getRouteApi('/$workspace/pages/$pageId/updates/$updateId/deliveries')

/** Who was told of one update, who was not, and why. */
export function DeliveriesScreen() {
  const { slug } = useWorkspace()
  const { pageId, updateId } = route.useParams()
  const { state } = route.useSearch()
  const refusal = useRefusal('statuspages.write')
  const query = useInfiniteQuery({ ...deliveriesQuery(slug, updateId, state), enabled: !refusal })
  const counts = query.data?.pages.at(-1)?.counts ?? []
  return (
    <Screen
      title="Who was told"
      lead={
        <Link
          to="/$workspace/pages/$pageId"
          params={{ workspace: slug, pageId }}
          search={{ tab: 'subscribers' }}
          className="text-sm text-link"
        >
          All subscribers of the page
        </Link>
      }
    >
      {refusal ? (
        <p className="rounded-lg border border-dashed border-line-strong px-4 py-6 text-center text-muted">
          Addresses are shown to those who may change the page. {refusal}
        </p>
      ) : (
        <>
          <Counts counts={counts} />
          <Paged query={query} skeleton={<SkeletonRows rows={4} />} more="Show more">
            {(items) =>
              items.length > 0 ? (
                <Card>
                  <ul aria-label="Deliveries">
                    {items.map((item) => (
                      <Row key={item.id} delivery={item} />
                    ))}
                  </ul>
                </Card>
              ) : (
                <p className="rounded-lg border border-dashed border-line-strong px-4 py-6 text-center text-muted">
                  {state ? 'None is like that.' : 'Nobody was to be told of this update.'}
                </p>
              )
            }
          </Paged>
        </>
      )}
    </Screen>
  )
}

/** One number for each outcome, which shows those alone; pressed again, all. */
function Counts({ counts }: { counts: SubscriberDeliveryCounts }) {
  const { slug } = useWorkspace()
  const { pageId, updateId } = route.useParams()
  const { state: shown } = route.useSearch()
  const all = subscriberDeliveryStates.map((state) => ({
    state,
    count: counts.filter((each) => each.state === state).reduce((sum, each) => sum + each.count, 0),
  }))
  return (
    <ul className="mb-4 flex flex-wrap gap-2" aria-label="Outcomes" aria-live="polite">
      {all
        .filter(({ count, state }) => count > 0 || state === shown)
        .map(({ state, count }) => (
          <li key={state}>
            <Link
              to="/$workspace/pages/$pageId/updates/$updateId/deliveries"
              params={{ workspace: slug, pageId, updateId }}
              search={state === shown ? {} : { state }}
              replace
              aria-current={state === shown ? 'true' : undefined}
              className={cn(
                'flex items-baseline gap-2 rounded-lg border border-line bg-surface px-3 py-2 hover:bg-hover',
                state === shown && 'border-line-strong bg-hover',
              )}
            >
              <span className={cn('text-lg font-semibold tabular-nums', state === 'failed' && 'text-down')}>
                {fullNumber(count)}
              </span>
              <span className="text-sm text-muted">{deliveryWords[state]}</span>
            </Link>
          </li>
        ))}
    </ul>
  )
}

function Row({ delivery }: { delivery: SubscriberDelivery }) {
  const { address, channel, state, reason, attempts, nextAttemptAt, finishedAt } = delivery
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 border-b border-line px-4 py-2 last:border-b-0">
      <span className="min-w-0 flex-1 basis-56 truncate">
        {address} <span className="text-xs text-faint">{channelWords[channel]}</span>
      </span>
      <span className={cn('text-sm', state === 'failed' ? 'text-down' : state === 'sent' ? 'text-up' : 'text-muted')}>
        {deliveryWords[state]}
      </span>
      <span className="text-xs text-muted">
        {finishedAt && <Time at={finishedAt} />}
        {state === 'deferred' && nextAttemptAt && (
          <>
            again <Time at={nextAttemptAt} />
          </>
        )}
        {attempts > 1 && ` · ${attempts} attempts`}
      </span>
      {reason && <span className="basis-full text-xs break-words text-muted">{reason}</span>}
    </li>
  )
}
