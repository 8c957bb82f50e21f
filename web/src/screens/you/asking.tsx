import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client, type ListOwnPrivacyRequestsResult } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { capital, words } from '../../format.ts'
import { NewRequest } from './new-request.tsx'
import { limitsQuery, requestsQuery } from './privacy-queries.ts'

type Request = ListOwnPrivacyRequestsResult['items'][number]

/** Everything that the law lets a person ask for; most of it happens at once, the rest has a due date. */
export function Asking() {
  const query = useQuery(requestsQuery)
  const limits = useQuery(limitsQuery)
  const [asking, setAsking] = useState(false)
  const held = new Set((limits.data?.items ?? []).map(({ requestId }) => requestId))
  return (
    <Card>
      <div className="flex flex-wrap items-center gap-4 p-4">
        <p className="min-w-0 flex-1 basis-64 text-muted">
          Have something corrected, object to a use, have your data kept and not used, or complain. Objections and
          restrictions hold from the moment you send them.
        </p>
        {!asking && <Button onClick={() => setAsking(true)}>Ask …</Button>}
      </div>
      {asking && (
        <div className="border-t border-line p-4">
          <NewRequest onClose={() => setAsking(false)} />
        </div>
      )}
      <Loaded query={query} skeleton={<SkeletonRows rows={1} />}>
        {({ items }) => (
          <ul>
            {items.map((request) => (
              <RequestRow key={request.id} request={request} isLimit={held.has(request.id)} />
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  )
}

function RequestRow({ request, isLimit }: { request: Request; isLimit: boolean }) {
  const queryClient = useQueryClient()
  const { id, type, receivedAt, verifiedAt, dueAt, closedAt, answer } = request
  const run = (work: () => Promise<unknown>, said: string): void => {
    work()
      .then(() => queryClient.invalidateQueries({ queryKey: ['you'] }))
      .then(() => toast({ words: said }), toastError)
  }
  const params = { requestId: id }
  return (
    <li className="border-t border-line px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-0 flex-1 basis-64">
          <strong className="font-medium">{capital(words(type))}</strong>, asked <Time at={receivedAt} />
          {closedAt ? (
            <span className="text-muted">
              {' '}
              · answered <Time at={closedAt} />
            </span>
          ) : (
            <span className="text-muted">
              {' '}
              · answer by <Time at={dueAt} />
            </span>
          )}
        </p>
        {!verifiedAt && !closedAt && (
          <Button
            onClick={() => run(() => client.verifyPrivacyRequest({ params }), 'Confirmed: it is being worked on.')}
          >
            It was me
          </Button>
        )}
        {isLimit && (
          <Button look="quiet" onClick={() => run(() => client.endProcessingLimit({ params }), 'Taken back.')}>
            Take it back
          </Button>
        )}
      </div>
      {answer && <p className="mt-1 whitespace-pre-wrap text-muted">{answer}</p>}
    </li>
  )
}
