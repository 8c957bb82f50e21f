import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import ChevronRight from 'lucide-react/icons/chevron-right'
import RotateCcw from 'lucide-react/icons/rotate-ccw'
import type { Delivery } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { DeliveryState, Outcome } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { toastError } from '../../components/toast.tsx'
import { absolute, capital, clock, counted, duration, words } from '../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { deliveriesQuery } from './queries.ts'

/** What was to be delivered, and each attempt at it. */
export function Deliveries({ channelId }: { channelId?: string }) {
  const { slug } = useWorkspace()
  const query = useInfiniteQuery(deliveriesQuery(slug, channelId))
  const deliveries = query.data?.pages.flatMap((page) => page.items) ?? []
  if (query.isPending) return <SkeletonRows rows={3} />
  if (query.isError && deliveries.length === 0)
    return <ErrorPanel error={query.error} retry={() => void query.refetch()} />
  if (deliveries.length === 0)
    return (
      <p className="rounded-lg border border-dashed border-line-strong px-4 py-6 text-center text-muted">
        Nothing has been delivered yet. Send a test to see one.
      </p>
    )
  return (
    <>
      <Card>
        <ul>
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      </Card>
      {query.hasNextPage && (
        <div className="mt-3 text-center">
          <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show older deliveries
          </Button>
        </div>
      )}
    </>
  )
}

function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('channels.write')
  const { id, channelName, kind, state, reason, createdAt, nextAttemptAt, attempts, incidentId } = delivery
  const replay = useMutation({
    mutationFn: () => client.replayDelivery({ params: { deliveryId: id } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: [slug, 'deliveries'] }),
    onError: toastError,
  })
  return (
    <li className="border-b border-line last:border-b-0">
      <details className="group">
        <summary className="flex min-h-11 list-none flex-wrap items-center gap-x-3 gap-y-0.5 px-4 py-2 hover:bg-hover">
          <ChevronRight
            className="size-3.5 shrink-0 text-faint transition-transform duration-100 group-open:rotate-90"
            aria-hidden
          />
          <DeliveryState state={state} className="w-24" />
          <span className="min-w-0 flex-1 basis-40 truncate">
            {capital(words(kind))} <span className="text-faint">to {channelName}</span>
          </span>
          <span className="text-xs text-muted">{counted(attempts.length, 'attempt')}</span>
          <Time at={createdAt} className="w-20 text-right text-xs text-faint" />
        </summary>
        <div className="flex flex-col gap-3 px-4 pt-1 pb-4 md:pl-10.5">
          {reason && <p className="text-muted">{capital(reason)}</p>}
          {attempts.length > 0 && (
            <table className="w-full text-left text-xs">
              <caption className="sr-only">Attempts</caption>
              <tbody>
                {attempts.map(({ number, at, durationMs, outcome, status, response }) => (
                  <tr key={number} className="border-t border-line align-top">
                    <td className="w-6 py-1.5 text-faint">{number}</td>
                    <td className="w-24 py-1.5">
                      <Outcome state={outcome} />
                    </td>
                    <td className="w-20 py-1.5 text-muted" title={absolute(new Date(at))}>
                      {clock(new Date(at))}
                    </td>
                    <td className="w-16 py-1.5 text-muted max-sm:hidden">
                      {durationMs !== null && duration(durationMs)}
                    </td>
                    <td className="py-1.5 break-words">
                      {status !== null && <code className="mr-2 font-semibold">{status}</code>}
                      <code className="break-words text-muted">
                        <bdi>{response}</bdi>
                      </code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <div className="flex flex-wrap items-center gap-3 text-xs text-muted">
            {state === 'waiting' && nextAttemptAt && (
              <span>
                Next attempt <Time at={nextAttemptAt} />
              </span>
            )}
            {incidentId && (
              <Link
                to="/$workspace/incidents/$incidentId"
                params={{ workspace: slug, incidentId }}
                search={{ tab: 'trail' }}
                className="text-link"
              >
                See the trail
              </Link>
            )}
            {state !== 'waiting' && (
              <Button
                icon={<RotateCcw aria-hidden />}
                refusal={refusal}
                pending={replay.isPending}
                onClick={() => replay.mutate()}
              >
                Deliver again
              </Button>
            )}
          </div>
        </div>
      </details>
    </li>
  )
}
