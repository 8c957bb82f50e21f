import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Incident, Rehearsal } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Card } from '../../components/screen.tsx'
import { IncidentState } from '../../components/states.tsx'
import { counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { GroupingDifferences } from '../incidents/grouping-differences.tsx'
import { coverageOf, headlineOf, placeOf, type RehearsedPart } from './grouping-rehearsed-words.ts'
import type { Transition } from './grouping-transition.tsx'

type Props = { rehearsal: Rehearsal; projectId: string; transition: Transition; isOld: boolean }

const shownAtOnce = 10

/** What would have joined, what would have split, with examples. */
export function Rehearsed({ rehearsal, projectId, transition, isOld }: Props) {
  const { joins, splits, stays, incidents } = rehearsal
  return (
    <div className="grid gap-4" role="region" aria-label="Result of the rehearsal">
      <div>
        <p className="text-md font-semibold">{headlineOf(rehearsal)}</p>
        <p className="text-muted">
          {counted(joins.length, 'place')} where groups join, {counted(splits.length, 'group')} that{' '}
          {splits.length === 1 ? 'splits' : 'split'}, {stays} as before. {coverageOf(rehearsal)}
        </p>
        {isOld && <p className="mt-1 text-degraded">The draft was changed since; rehearse it again.</p>}
      </div>
      {splits.length > 0 && transition === 'continue' && (
        <p className="rounded-md bg-maintenance-soft px-3 py-2 text-maintenance">
          As long as open incidents go on, what splits stays together in them for 30 days. Choose “New incidents are
          opened” to take it apart at once.
        </p>
      )}
      <Changes
        title="Would join"
        changes={joins.map(({ after, parts }) => ({ place: after, parts }))}
        render={({ place, parts }) => (
          <>
            <p className="px-4 py-2 text-muted">
              {counted(parts.length, 'group')} become{parts.length === 1 && 's'} one
              {'number' in placeOf(place, incidents) ? (
                <>, in {<PlaceName name={place} incidents={incidents} />}</>
              ) : (
                ''
              )}
              .
            </p>
            <Parts parts={parts} side="before" incidents={incidents} />
            <Apart parts={parts} projectId={projectId} />
          </>
        )}
      />
      <Changes
        title="Would split"
        changes={splits.map(({ before, parts }) => ({ place: before, parts }))}
        render={({ place, parts }) => (
          <>
            <p className="px-4 py-2 text-muted">
              <PlaceName name={place} incidents={incidents} /> becomes {counted(parts.length, 'group')}.
            </p>
            <Parts parts={parts} side="after" incidents={incidents} />
          </>
        )}
      />
    </div>
  )
}

type Change = { place: string; parts: RehearsedPart[] }

function Changes({
  title,
  changes,
  render,
}: {
  title: string
  changes: Change[]
  render: (change: Change) => React.ReactNode
}) {
  const [isWhole, setWhole] = useState(false)
  if (changes.length === 0) return null
  const shown = isWhole ? changes : changes.slice(0, shownAtOnce)
  return (
    <section>
      <h3 className="mb-2 font-medium">{title}</h3>
      <ul className="grid gap-3">
        {shown.map((change) => (
          <li key={change.place}>
            <Card>{render(change)}</Card>
          </li>
        ))}
      </ul>
      {changes.length > shown.length && (
        <Button className="mt-2" onClick={() => setWhole(true)}>
          Show {changes.length - shown.length} more
        </Button>
      )}
    </section>
  )
}

/** Each with how many events, what decided, and examples to look at. */
function Parts({
  parts,
  side,
  incidents,
}: {
  parts: RehearsedPart[]
  side: 'before' | 'after'
  incidents: Rehearsal['incidents']
}) {
  return (
    <ul className="border-t border-line">
      {parts.map((part) => (
        <li key={`${part.before} ${part.after}`} className="border-b border-line px-4 py-2 last:border-b-0">
          <p className="break-words">
            <bdi>{part.title}</bdi>
          </p>
          <p className="flex flex-wrap items-center gap-x-2 text-xs text-muted">
            <PlaceName name={part[side]} incidents={incidents} />
            <span>about {counted(part.events, 'event')}</span>
            <Examples part={part} incidents={incidents} />
          </p>
          {part.rule !== null && (
            <p className="text-xs text-faint">
              by <code className="break-words">{part.rule}</code>
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}

function PlaceName({ name, incidents }: { name: string; incidents: Rehearsal['incidents'] }) {
  const { slug } = useWorkspace()
  const place = placeOf(name, incidents)
  if (!('number' in place)) {
    return (
      <span>
        a group of its own <code title={place.key}>{place.key.slice(0, 8)}</code>
      </span>
    )
  }
  return (
    <span className="inline-flex items-center gap-1.5">
      <Link
        to="/$workspace/incidents/$incidentId"
        params={{ workspace: slug, incidentId: place.id }}
        title={place.title}
        className="text-link"
      >
        #{place.number}
      </Link>
      {/* The rehearsal names states as the list of incidents does. */}
      <IncidentState state={place.status as Incident['status']} />
    </span>
  )
}

/** Stored events belong to the incident that they are in now. */
function Examples({ part, incidents }: { part: RehearsedPart; incidents: Rehearsal['incidents'] }) {
  const { slug } = useWorkspace()
  const place = placeOf(part.before, incidents)
  if (!('number' in place)) return null
  return part.examples.map((eventId, index) => (
    <Link
      key={eventId}
      to="/$workspace/incidents/$incidentId"
      params={{ workspace: slug, incidentId: place.id }}
      search={{ event: eventId }}
      className="text-link"
    >
      example {index + 1}
    </Link>
  ))
}

/** Why two of them have different keys today. */
function Apart({ parts, projectId }: { parts: RehearsedPart[]; projectId: string }) {
  const [isOpen, setOpen] = useState(false)
  const [first, second] = parts
  const [one, other] = [first?.examples[0], second?.examples[0]]
  if (one === undefined || other === undefined) return null
  return (
    <details className="border-t border-line px-4 py-2" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="inline-block text-xs text-muted hover:text-text">Why the first two are apart today</summary>
      {isOpen && (
        <div className="mt-2">
          <GroupingDifferences
            projectId={projectId}
            first={{ eventId: one, name: 'First' }}
            second={{ eventId: other, name: 'Second' }}
          />
        </div>
      )}
    </details>
  )
}
