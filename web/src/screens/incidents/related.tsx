import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { IncidentDetail } from '../../api.ts'
import { IncidentState } from '../../components/states.tsx'
import { useRefusal, useWorkspace } from '../../session.ts'
import { MergeDialog } from './incident-merge.tsx'
import { relatedQuery } from './queries.ts'

const shown = 5

/** Other incidents that share a release, a machine, a trace or the minute; what is the same can be merged. */
export function Related({ incident }: { incident: IncidentDetail }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(relatedQuery(slug, incident.id))
  const refusal = useRefusal('incidents.write')
  const [merging, setMerging] = useState(false)
  if (!data || data.items.length === 0) return null
  return (
    <section>
      <div className="mb-2 flex items-center justify-between gap-2">
        <h2 className="text-xs font-medium text-muted">Related incidents</h2>
        {!refusal && incident.mergedInto === null && (
          <button type="button" onClick={() => setMerging(true)} className="text-xs text-link">
            Merge …
          </button>
        )}
      </div>
      <ul className="flex flex-col gap-2">
        {data.items.slice(0, shown).map(({ incident: { id, title, status, number } }) => (
          <li key={id}>
            <Link
              to="/$workspace/incidents/$incidentId"
              params={{ workspace: slug, incidentId: id }}
              className="block break-words hover:text-accent"
            >
              <bdi>{title}</bdi>
            </Link>
            <span className="flex flex-wrap gap-x-2 text-xs text-faint">
              <IncidentState state={status} /> #{number}
            </span>
          </li>
        ))}
      </ul>
      <MergeDialog incident={incident} open={merging} onClose={() => setMerging(false)} />
    </section>
  )
}
