import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Incident, IncidentDetail, IncidentGroup } from '../../api.ts'
import { Dialog, Confirm } from '../../components/dialog.tsx'
import { toast } from '../../components/toast.tsx'
import { counted } from '../../format.ts'
import { useClient, useWorkspace } from '../../session.ts'
import { leavingOf } from './grouping-panel-words.ts'
import { refreshAll } from './incident-merge.tsx'

type Props = {
  incident: IncidentDetail
  groups: readonly IncidentGroup[]
  keys: ReadonlySet<string>
  open: boolean
  onClose: () => void
}

/** Groups leave the incident: for where they came from, or for a new one. */
export function UnmergeDialog({ incident, groups, keys, open, onClose }: Props) {
  const client = useClient()
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  const [others, setOthers] = useState<readonly Incident[]>([])
  const { returning, split } = leavingOf(groups, keys)
  const run = async (): Promise<void> => {
    const { others: apart } = await client.unmergeIncident({
      params: { incidentId: incident.id },
      body: { keys: [...keys] },
    })
    if (split.length === 0) toast({ words: `Taken out of #${incident.number}: ${numbersOf(apart)}.` })
    // A new number is nothing that one would find again by oneself.
    else setOthers(apart)
    void refreshAll(queryClient, slug)
  }
  return (
    <>
      <Confirm
        open={open}
        onClose={onClose}
        title={`Take ${counted(keys.size, 'group')} out of #${incident.number}?`}
        action="Take out"
        run={run}
      >
        <ul className="flex list-disc flex-col gap-1 pl-4">
          {[...returning].map(([number, own]) => (
            <li key={number}>
              {counted(own.length, 'group')} with {counted(sum(own), 'event')} {own.length === 1 ? 'goes' : 'go'} back
              to #{number}, which is in the list again as it was; it opens if something happened since it was resolved.
            </li>
          ))}
          {split.length > 0 && (
            <li>
              {counted(split.length, 'group')} with {counted(sum(split), 'event')}{' '}
              {split.length === 1 ? 'becomes' : 'become'} a new open incident. Nobody is told of it.
            </li>
          )}
          <li>New events follow their groups. To put them together again, merge them.</li>
        </ul>
      </Confirm>
      <Dialog open={others.length > 0} onClose={() => setOthers([])} title="Taken out">
        <ul className="flex flex-col gap-2 px-5 pb-5">
          {others.map(({ id, number, title }) => (
            <li key={id}>
              <Link
                to="/$workspace/incidents/$incidentId"
                params={{ workspace: slug, incidentId: id }}
                className="break-words text-link"
              >
                #{number} <bdi>{title}</bdi>
              </Link>
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  )
}

const sum = (groups: readonly IncidentGroup[]): number => groups.reduce((all, { eventCount }) => all + eventCount, 0)
const numbersOf = (incidents: readonly Incident[]): string => incidents.map(({ number }) => `#${number}`).join(', ')
