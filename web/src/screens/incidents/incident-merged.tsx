import { getRouteApi, Link, Navigate } from '@tanstack/react-router'
import GitMerge from 'lucide-react/icons/git-merge'
import type { IncidentDetail } from '../../api.ts'
import { Time } from '../../components/time.tsx'
import { counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'

const route = getRouteApi('/$workspace/incidents/$incidentId')

/** Old links lead on: whoever opens an incident that is part of another one lands there, and is told so. */
export function LeadOn({ incident, into }: { incident: IncidentDetail; into: string }) {
  const { slug } = useWorkspace()
  return (
    <Navigate
      to="/$workspace/incidents/$incidentId"
      params={{ workspace: slug, incidentId: into }}
      search={{ from: String(incident.number) }}
      replace
    />
  )
}

/** For who came by a link to an incident that was merged into this one. */
export function CameFrom({ incident }: { incident: IncidentDetail }) {
  const { slug } = useWorkspace()
  const { from } = route.useSearch()
  const merged = incident.mergedFrom.find(({ number }) => String(number) === from)
  if (!merged) return null
  return (
    <p role="status" className="mb-4 rounded-md bg-maintenance-soft px-3 py-2 text-maintenance">
      You followed a link to #{merged.number}, which was merged into this incident. Its events and notes are here; its
      timeline is{' '}
      <Link
        to="/$workspace/incidents/$incidentId"
        params={{ workspace: slug, incidentId: merged.id }}
        search={{ tab: 'timeline', own: true }}
        className="font-medium underline underline-offset-2"
      >
        with #{merged.number}
      </Link>
      .
    </p>
  )
}

/** On the page of an incident that is part of another one. */
export function PartOf({ incident, into }: { incident: IncidentDetail; into: string }) {
  const { slug } = useWorkspace()
  return (
    <p role="status" className="mb-4 rounded-md bg-maintenance-soft px-3 py-2 text-maintenance">
      {incident.mergedBy?.name ?? 'Somebody'} merged this incident into{' '}
      <Link
        to="/$workspace/incidents/$incidentId"
        params={{ workspace: slug, incidentId: into }}
        className="font-medium underline underline-offset-2"
      >
        another one
      </Link>
      {incident.mergedAt && (
        <>
          {' '}
          <Time at={incident.mergedAt} />
        </>
      )}
      . It has the events and shows the notes; the timeline stays here.
    </p>
  )
}

/** In the heading: that other incidents are part of this one. */
export function MergedFrom({ incident: { id, mergedFrom } }: { incident: IncidentDetail }) {
  const { slug } = useWorkspace()
  if (mergedFrom.length === 0) return null
  const numbers = mergedFrom.map(({ number }) => `#${number}`)
  return (
    <Link
      to="/$workspace/incidents/$incidentId"
      params={{ workspace: slug, incidentId: id }}
      search={{ tab: 'grouping' }}
      resetScroll={false}
      title={numbers.join(', ')}
      className="inline-flex items-center gap-1 rounded bg-maintenance-soft px-1.5 text-xs font-medium text-maintenance"
    >
      <GitMerge className="size-3" aria-hidden />
      {mergedFrom.length > 3
        ? `${counted(mergedFrom.length, 'other incident')} merged in`
        : `Has ${numbers.join(', ')}`}
    </Link>
  )
}
