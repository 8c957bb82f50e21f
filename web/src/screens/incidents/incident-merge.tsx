import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Client, Incident, IncidentDetail } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { ErrorLine } from '../../components/error-panel.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { counted } from '../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { IncidentChoice } from './incident-choice.tsx'

type Props = { incident: IncidentDetail; open: boolean; onClose: () => void }

/** Other incidents become part of this one. Reversible, so that it is not asked for twice. */
export function MergeDialog({ incident, open, onClose }: Props) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Merge others into #${incident.number}`}
      className="w-[min(94vw,38rem)]"
    >
      {open && <Merge incident={incident} onClose={onClose} />}
    </Dialog>
  )
}

function Merge({ incident, onClose }: Omit<Props, 'open'>) {
  const client = useClient()
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  const refusal = useRefusal('incidents.write')
  const [chosen, setChosen] = useState<Incident[]>([])
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<unknown>()
  const run = async (): Promise<void> => {
    setPending(true)
    setError(undefined)
    try {
      const keys = await merge(client, incident.id, chosen)
      onClose()
      void refreshAll(queryClient, slug)
      const words = `Merged ${counted(chosen.length, 'incident')} into #${incident.number}.`
      const undo = (): void => void unmergeAgain(client, queryClient, slug, incident.id, keys)
      toast({ words, ...(keys.length > 0 && { action: { words: 'Undo', run: undo } }) })
    } catch (failure) {
      setError(failure)
    } finally {
      setPending(false)
    }
  }
  return (
    <form
      className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 pb-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (chosen.length > 0 && !pending && !refusal) void run()
      }}
    >
      <IncidentChoice incident={incident} chosen={chosen} onChange={setChosen} />
      <Consequences incident={incident} chosen={chosen} />
      {error !== undefined && <ErrorLine error={error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" pending={pending} refusal={refusal} disabled={chosen.length === 0}>
          {chosen.length === 0 ? 'Merge' : `Merge ${counted(chosen.length, 'incident')}`}
        </Button>
      </div>
    </form>
  )
}

function Consequences({ incident, chosen }: { incident: IncidentDetail; chosen: readonly Incident[] }) {
  const events = chosen.reduce((sum, { eventCount }) => sum + eventCount, 0)
  const numbers = chosen.map(({ number }) => `#${number}`).join(', ')
  const alive = chosen.find(({ status }) => status !== 'resolved')
  return (
    <div className="text-muted">
      {chosen.length === 0 ? (
        <p>What is merged counts here from then on; it can be taken apart again exactly as it was.</p>
      ) : (
        <ul className="flex list-disc flex-col gap-1 pl-4">
          <li>
            {numbers} {chosen.length === 1 ? 'leaves' : 'leave'} the list; links to{' '}
            {chosen.length === 1 ? 'it' : 'them'} lead to #{incident.number}.
          </li>
          <li>
            #{incident.number} has {counted(incident.eventCount + events, 'event')} then, and keeps its state, owner and
            severity.
          </li>
          <li>New events of {chosen.length === 1 ? 'that kind' : 'those kinds'} come here, and nobody is told anew.</li>
        </ul>
      )}
      {incident.status === 'resolved' && alive && (
        <p role="status" className="mt-2 rounded-md bg-degraded-soft px-3 py-2 text-degraded">
          #{alive.number} is {alive.status} and would vanish in a resolved incident. Reopen #{incident.number} first.
        </p>
      )}
    </div>
  )
}

/** The keys that came with it: what takes it back. */
async function merge(client: Client, incidentId: string, chosen: readonly Incident[]): Promise<string[]> {
  const params = { incidentId }
  const before = new Set((await client.getIncidentWhy({ params })).groups.map(({ key }) => key))
  await client.mergeIncidents({ params, body: { incidentIds: chosen.map(({ id }) => id) } })
  const { groups } = await client.getIncidentWhy({ params })
  return groups.filter(({ key, cause }) => cause === 'merge' && !before.has(key)).map(({ key }) => key)
}

async function unmergeAgain(
  client: Client,
  queryClient: QueryClient,
  slug: string,
  incidentId: string,
  keys: string[],
): Promise<void> {
  try {
    await client.unmergeIncident({ params: { incidentId }, body: { keys } })
    toast({ words: 'Taken apart again.' })
  } catch (error) {
    toastError(error)
  }
  await refreshAll(queryClient, slug)
}

/** Events, counts, charts, trails and analyses of several incidents are others now: everything is read again. */
export async function refreshAll(queryClient: QueryClient, slug: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: [slug] })
}
