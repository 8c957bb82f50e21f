import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client, type GetClosurePlanResult } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { ErasurePlan } from '../../components/erasure-plan.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { absolute, date } from '../../format.ts'
import { useSession } from '../../session.ts'
import { closurePlanQuery } from './privacy-queries.ts'

/** Two ways to end: with a time to take it back, and without. The plan is what is then carried out. */
export function Closing() {
  const [open, setOpen] = useState(false)
  return (
    <Card className="p-4">
      <div className="flex flex-wrap items-center gap-4">
        <p className="min-w-0 flex-1 basis-64 text-muted">
          Close your sign-in, or have everything about you erased now. What people made stays with their workspaces,
          without your name.
        </p>
        {!open && <Button onClick={() => setOpen(true)}>Show what would happen</Button>}
      </div>
      {open && <Plan />}
    </Card>
  )
}

function Plan() {
  const query = useQuery(closurePlanQuery)
  return (
    <div className="mt-4 border-t border-line pt-4">
      <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
        {(plan) => (
          <>
            <ErasurePlan plan={plan} />
            {plan.mustHandOver.length > 0 ? <MustHandOver plan={plan} /> : <Ways plan={plan} />}
          </>
        )}
      </Loaded>
    </div>
  )
}

function MustHandOver({ plan: { mustHandOver } }: { plan: GetClosurePlanResult }) {
  return (
    <p role="status" className="mt-4 rounded-md bg-degraded-soft px-3 py-2 text-degraded">
      You alone own {mustHandOver.map(({ name }) => name).join(', ')}. Hand {mustHandOver.length > 1 ? 'them' : 'it'} to
      somebody else under Members, or delete {mustHandOver.length > 1 ? 'them' : 'it'} under General, before you go.
    </p>
  )
}

function Ways({ plan: { close, eraseNow } }: { plan: GetClosurePlanResult }) {
  const { user } = useSession()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState<'close' | 'erase'>()
  const leave = (receiptSecret: string): void => {
    queryClient.clear()
    location.assign(`/app/receipt#${receiptSecret}`)
  }
  const body = { confirmation: user.email }
  return (
    <div className="mt-4 grid gap-4 sm:grid-cols-2">
      <div className="flex flex-col items-start gap-2 rounded-md border border-line p-3">
        <p className="font-medium">Close</p>
        <p className="flex-1 text-muted">
          You are signed out everywhere at once.{' '}
          {close.restorableUntil && (
            <>A mailed link takes it back until {absolute(new Date(close.restorableUntil))}. </>
          )}
          Everything that goes is gone by {date(new Date(close.deleteBy))}.
        </p>
        <Button onClick={() => setAsking('close')}>Close my sign-in …</Button>
      </div>
      <div className="flex flex-col items-start gap-2 rounded-md border border-line p-3">
        <p className="font-medium">Erase now</p>
        <p className="flex-1 text-muted">
          The same, without a time to take it back: it begins within a minute and is done by{' '}
          {absolute(new Date(eraseNow.deleteBy))} at the latest.
        </p>
        <Button onClick={() => setAsking('erase')}>Erase everything now …</Button>
      </div>
      <Confirm
        open={asking === 'close'}
        onClose={() => setAsking(undefined)}
        title="Close your sign-in?"
        action="Close my sign-in"
        typeName={user.email}
        run={async () => leave((await client.closeAccount({ body })).receiptSecret)}
      >
        You are signed out everywhere at once, and nobody can sign in with your address.
      </Confirm>
      <Confirm
        open={asking === 'erase'}
        onClose={() => setAsking(undefined)}
        title="Erase everything about you now?"
        action="Erase now"
        typeName={user.email}
        run={async () => leave((await client.eraseAccount({ body })).receiptSecret)}
      >
        Nothing brings it back, neither you nor those who run this installation.
      </Confirm>
    </div>
  )
}
