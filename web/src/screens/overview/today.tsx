import { useQuery } from '@tanstack/react-query'
import type { Incident } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { useWorkspace } from '../../session.ts'
import { incidentHeadQuery } from '../incidents/queries.ts'
import { IncidentLine } from './incident-line.tsx'

const mostShown = 8

/** Since midnight here: opened, came back, taken, resolved. */
export function Today() {
  const { slug } = useWorkspace()
  const query = useQuery(incidentHeadQuery(slug, { status: 'open,acknowledged,resolved' }, 100))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
      {({ items }) => {
        const changes = changesSince(items, startOfDay())
        return (
          <Card>
            {changes.length === 0 ? (
              <p className="px-4 py-5 text-muted">Nothing has changed since midnight.</p>
            ) : (
              <ul>
                {changes.slice(0, mostShown).map(({ incident, at, word }) => (
                  <IncidentLine key={`${incident.id}.${word}`} incident={incident} at={at} word={word} />
                ))}
              </ul>
            )}
          </Card>
        )
      }}
    </Loaded>
  )
}

function startOfDay(): Date {
  const day = new Date()
  day.setHours(0, 0, 0, 0)
  return day
}

/** The newest change of each incident since then, newest first. */
function changesSince(incidents: readonly Incident[], since: Date): { incident: Incident; at: string; word: string }[] {
  return incidents
    .flatMap((incident) => {
      const { openedAt, regressedAt, acknowledgedAt, acknowledgedBy, resolvedAt, resolvedBy, status } = incident
      const all = [
        { at: openedAt, word: 'Opened' },
        { at: regressedAt, word: 'Came back' },
        { at: status === 'open' ? null : acknowledgedAt, word: by('Acknowledged', acknowledgedBy) },
        { at: status === 'resolved' ? resolvedAt : null, word: by('Resolved', resolvedBy) },
      ]
      const known = all.flatMap(({ at, word }) => (at && new Date(at) >= since ? [{ incident, at, word }] : []))
      return known.sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, 1)
    })
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
}

function by(word: string, person: { name: string } | null): string {
  return person ? `${word} by ${person.name}` : word
}
