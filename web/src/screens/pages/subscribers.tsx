import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import Trash2 from 'lucide-react/icons/trash-2'
import Users from 'lucide-react/icons/users'
import { useState } from 'react'
import type { StatusPage, Subscriber } from '../../api.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Empty } from '../../components/empty.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { ExternalLink } from '../../components/facts.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { subscribersQuery } from './queries.ts'

/** Who asked to be told, and whether they have confirmed it. Only they can subscribe: nobody is added by others. */
export function Subscribers({ page }: { page: StatusPage }) {
  const { slug } = useWorkspace()
  const refusal = useRefusal('statuspages.write')
  const query = useInfiniteQuery({ ...subscribersQuery(slug, page.id), enabled: !refusal })
  const [leaving, setLeaving] = useState<Subscriber>()
  const subscribers = query.data?.pages.flatMap(({ items }) => items) ?? []
  if (refusal)
    return (
      <p className="rounded-lg border border-dashed border-line-strong px-4 py-6 text-center text-muted">
        Addresses are shown to those who may change the page. {refusal}
      </p>
    )
  if (query.isPending) return <SkeletonRows rows={3} />
  if (query.isError && subscribers.length === 0)
    return <ErrorPanel error={query.error} retry={() => void query.refetch()} />
  if (subscribers.length === 0) {
    return (
      <Empty icon={<Users />} title="Nobody has subscribed yet">
        People subscribe on the <ExternalLink href={page.url}>public page</ExternalLink> and confirm by e-mail.
      </Empty>
    )
  }
  return (
    <>
      <Card>
        <ul>
          {subscribers.map((subscriber) => (
            <Row key={subscriber.id} subscriber={subscriber} onRemove={() => setLeaving(subscriber)} />
          ))}
        </ul>
      </Card>
      {query.hasNextPage && (
        <div className="mt-3 text-center">
          <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
      <RemoveSubscriber page={page} subscriber={leaving} onClose={() => setLeaving(undefined)} />
    </>
  )
}

function Row({ subscriber, onRemove }: { subscriber: Subscriber; onRemove: () => void }) {
  const { address, state, confirmedAt } = subscriber
  return (
    <li className="flex items-center gap-4 border-b border-line px-4 py-2 last:border-b-0">
      <span className="min-w-0 flex-1 truncate">{address}</span>
      <span className="shrink-0 text-xs text-muted">
        {state === 'pending' && (
          <span className="hatched rounded-full bg-unknown-soft px-2 py-0.5 text-unknown">not confirmed yet</span>
        )}
        {state === 'unsubscribed' && 'unsubscribed'}
        {state === 'confirmed' && confirmedAt && (
          <>
            confirmed <Time at={confirmedAt} />
          </>
        )}
      </span>
      <IconButton label={`Remove ${address}`} onClick={onRemove}>
        <Trash2 aria-hidden />
      </IconButton>
    </li>
  )
}

function RemoveSubscriber({
  page,
  subscriber,
  onClose,
}: {
  page: StatusPage
  subscriber: Subscriber | undefined
  onClose: () => void
}) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  return (
    <Confirm
      open={subscriber !== undefined}
      onClose={onClose}
      title={`Remove ${subscriber?.address ?? 'subscriber'}?`}
      action="Remove subscriber"
      run={async () => {
        await client.deleteSubscriber({ params: { subscriberId: subscriber?.id ?? '' } })
        await queryClient.invalidateQueries({ queryKey: [slug, 'pages'] })
      }}
    >
      The address is forgotten. They get no more mail about {page.name}, and can subscribe again themselves.
    </Confirm>
  )
}
