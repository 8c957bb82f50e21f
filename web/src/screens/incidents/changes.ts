/** Acknowledge, resolve and their opposites, for one incident or many. Shown at once, since each can be undone. */
import { useQueryClient } from '@tanstack/react-query'
import type { Client, Incident } from '../../api.ts'
import { toast, toastError } from '../../components/toast.tsx'
import { counted } from '../../format.ts'
import { useClient, useWorkspace } from '../../session.ts'
import { patchIncident } from './queries.ts'

export type Change = 'acknowledge' | 'unacknowledge' | 'mute' | 'unmute' | 'resolve' | 'reopen'

type Kind = {
  call: (client: Client, incidentId: string) => Promise<Incident>
  status: Incident['status']
  past: string
  /** What takes it back, and the word for that. */
  undo: { change: Change; word: string }
  fits: (incident: Incident) => boolean
}

const kinds: Record<Change, Kind> = {
  acknowledge: {
    call: (client, incidentId) => client.acknowledgeIncident({ params: { incidentId } }),
    status: 'acknowledged',
    past: 'Acknowledged',
    undo: { change: 'unacknowledge', word: 'Undo' },
    fits: ({ status }) => status === 'open',
  },
  unacknowledge: {
    call: (client, incidentId) => client.unacknowledgeIncident({ params: { incidentId } }),
    status: 'open',
    past: 'No longer acknowledged:',
    undo: { change: 'acknowledge', word: 'Undo' },
    fits: ({ status }) => status === 'acknowledged',
  },
  /** For as long as it goes on as it does; other ends are chosen in the menu. */
  mute: {
    call: (client, incidentId) => client.muteIncident({ params: { incidentId }, body: { until: 'escalating' } }),
    status: 'muted',
    past: 'Muted until it escalates:',
    undo: { change: 'unmute', word: 'Undo' },
    fits: ({ status }) => status === 'open' || status === 'acknowledged',
  },
  unmute: {
    call: (client, incidentId) => client.unmuteIncident({ params: { incidentId } }),
    status: 'open',
    past: 'No longer muted:',
    undo: { change: 'mute', word: 'Mute' },
    fits: ({ status }) => status === 'muted',
  },
  resolve: {
    call: (client, incidentId) => client.resolveIncident({ params: { incidentId } }),
    status: 'resolved',
    past: 'Resolved',
    undo: { change: 'reopen', word: 'Reopen' },
    fits: ({ status }) => status !== 'resolved',
  },
  reopen: {
    call: (client, incidentId) => client.reopenIncident({ params: { incidentId } }),
    status: 'open',
    past: 'Reopened',
    undo: { change: 'resolve', word: 'Resolve' },
    fits: ({ status }) => status === 'resolved',
  },
}

/** Requests at once: a bulk action must not starve the rest of the page. */
const atOnce = 4

export function useChange(): (change: Change, incidents: readonly Incident[]) => Promise<void> {
  const client = useClient()
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()

  const one = async (change: Change, incident: Incident): Promise<boolean> => {
    const { call, status } = kinds[change]
    patchIncident(queryClient, slug, { ...incident, status })
    try {
      patchIncident(queryClient, slug, await call(client, incident.id))
      return true
    } catch (error) {
      patchIncident(queryClient, slug, incident)
      toastError(error)
      return false
    }
  }

  const many = async (change: Change, incidents: readonly Incident[]): Promise<void> => {
    const { fits, past, undo, status } = kinds[change]
    const fitting = incidents.filter(fits)
    if (fitting.length === 0) {
      toast({
        words:
          incidents.length === 1
            ? `This incident is already ${incidents[0]?.status ?? status}.`
            : `Nothing to do: none of them can be changed this way.`,
      })
      return
    }
    let done = 0
    for (let start = 0; start < fitting.length; start += atOnce) {
      const outcomes = await Promise.all(fitting.slice(start, start + atOnce).map((incident) => one(change, incident)))
      done += outcomes.filter(Boolean).length
    }
    for (const noun of ['incidentHead', 'trail', 'timeline'])
      void queryClient.invalidateQueries({ queryKey: [slug, noun] })
    if (done === 0) return
    const what =
      fitting.length === 1
        ? `#${fitting[0]?.number}`
        : done === fitting.length
          ? counted(done, 'incident')
          : `${done} of ${counted(fitting.length, 'incident')}`
    const changed = fitting.map((incident) => ({ ...incident, status }))
    toast({ words: `${past} ${what}.`, action: { words: undo.word, run: () => void many(undo.change, changed) } })
  }
  return many
}
