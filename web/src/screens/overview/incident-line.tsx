import { Link } from '@tanstack/react-router'
import type { Incident } from '../../api.ts'
import { IncidentState, Level } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { shortNumber } from '../../format.ts'
import { useWorkspace } from '../../session.ts'

export function IncidentLine({ incident, at, word }: { incident: Incident; at: string; word?: string }) {
  const { slug } = useWorkspace()
  return (
    <li className="relative flex items-center gap-3 border-b border-line px-4 py-2.5 last:border-b-0 hover:bg-hover">
      <IncidentState state={incident.status} wordless className="[&_svg]:size-4" />
      <div className="min-w-0 flex-1">
        <Link
          to="/$workspace/incidents/$incidentId"
          params={{ workspace: slug, incidentId: incident.id }}
          className="block truncate text-base font-medium after:absolute after:inset-0"
        >
          <bdi>{incident.title}</bdi>
        </Link>
        <p className="flex min-w-0 items-center gap-3 text-xs text-muted">
          {word ? <span className="truncate">{word}</span> : <Level state={incident.level} />}
          <span className="min-w-12 truncate">{incident.projectName}</span>
        </p>
      </div>
      <div className="shrink-0 text-right text-xs text-muted">
        <Time at={at} className="block" />
        <span className="text-faint">{shortNumber(incident.eventCount)} ×</span>
      </div>
    </li>
  )
}
