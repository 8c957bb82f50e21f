import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { IncidentState } from '../../components/states.tsx'
import { useWorkspace } from '../../session.ts'
import { relatedQuery } from './queries.ts'

const shown = 5

/** Other incidents that share a release, a machine, a trace or the minute. */
export function Related({ incidentId }: { incidentId: string }) {
  const { slug } = useWorkspace()
  const { data } = useQuery(relatedQuery(slug, incidentId))
  if (!data || data.items.length === 0) return null
  return (
    <section>
      <h2 className="mb-2 text-xs font-medium text-muted">Related incidents</h2>
      <ul className="flex flex-col gap-2">
        {data.items.slice(0, shown).map(({ incident }) => (
          <li key={incident.id}>
            <Link
              to="/$workspace/incidents/$incidentId"
              params={{ workspace: slug, incidentId: incident.id }}
              className="block break-words hover:text-accent"
            >
              <bdi>{incident.title}</bdi>
            </Link>
            <span className="flex flex-wrap gap-x-2 text-xs text-faint">
              <IncidentState state={incident.status} /> #{incident.number}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
