/** Resolving by a release, one incident or many in one request. */
import { useQueryClient } from '@tanstack/react-query'
import { sentence, type Client, type Incident } from '../../api.ts'
import { toast, toastError } from '../../components/toast.tsx'
import { counted } from '../../format.ts'
import { useClient, useWorkspace } from '../../session.ts'
import { useChange } from './changes.ts'
import { patchIncident, refreshIncident } from './queries.ts'

export type Resolution = Parameters<Client['resolveIncidentIn']>[0]['body']

/** The API takes so many at once. */
const atOnce = 100

/** Whether any was resolved. What was refused is told with its reason. */
export function useResolveIn(): (incidents: readonly Incident[], resolution: Resolution) => Promise<boolean> {
  const client = useClient()
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  const change = useChange()

  const resolveAll = async (ids: readonly string[], resolution: Resolution): Promise<[string[], string[]]> => {
    const done: string[] = []
    const reasons: string[] = []
    for (let start = 0; start < ids.length; start += atOnce) {
      const incidentIds = ids.slice(start, start + atOnce)
      const { results } = await client.changeIncidents({
        body: { incidentIds, change: { type: 'resolve', resolution } },
      })
      for (const { incidentId, outcome, reason } of results) {
        if (outcome === 'done') done.push(incidentId)
        else reasons.push(reason ?? 'it was refused')
      }
    }
    return [done, reasons]
  }

  return async (incidents, resolution) => {
    const open = incidents.filter(({ status }) => status !== 'resolved')
    if (open.length === 0) {
      toast({ words: 'Nothing to do: they are resolved already.' })
      return false
    }
    try {
      const [done, reasons] = await resolveAll(
        open.map(({ id }) => id),
        resolution,
      )
      if (reasons.length > 0) toast({ words: refusedWords(reasons, open.length), tone: 'bad' })
      if (done.length === 0) return false
      const resolved = open.filter(({ id }) => done.includes(id))
      for (const incident of resolved) {
        patchIncident(queryClient, slug, { ...incident, status: 'resolved' })
        void refreshIncident(queryClient, slug, incident.id)
      }
      for (const noun of ['incidentHead', 'trail', 'timeline', 'releaseIncidents'])
        void queryClient.invalidateQueries({ queryKey: [slug, noun] })
      const what = resolved.length === 1 ? `#${resolved[0]?.number}` : counted(resolved.length, 'incident')
      toast({
        words: `Resolved ${what} ${inWords(resolution)}.`,
        action: {
          words: 'Reopen',
          run: () =>
            void change(
              'reopen',
              resolved.map((incident) => ({ ...incident, status: 'resolved' as const })),
            ),
        },
      })
      return true
    } catch (error) {
      toastError(error)
      return false
    }
  }
}

function inWords(resolution: Resolution): string {
  if (resolution.in === 'release') return `in ${resolution.release}`
  return resolution.in === 'now' ? 'now' : 'in the next release'
}

function refusedWords(reasons: readonly string[], all: number): string {
  const [first = ''] = reasons
  return all === 1 ? sentence(first) : `${reasons.length} of ${all} were refused: ${first}.`
}
