import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { Trace, TraceError } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Level } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { useWorkspace } from '../../session.ts'

const shownFirst = 5

/** The errors of the trace, each incident once; they lead to their event. */
export function TraceErrors({ trace: { errors, incidents } }: { trace: Trace }) {
  const [all, setAll] = useState(false)
  const groups = useMemo(
    () => [...Map.groupBy(errors, ({ incidentId, title }) => incidentId ?? title).values()],
    [errors],
  )
  if (errors.length === 0) return null
  const shown = all ? groups : groups.slice(0, shownFirst)
  return (
    <section className="mt-6">
      <h2 className="mb-2 text-sm font-semibold">What went wrong</h2>
      <ul className="overflow-hidden rounded-lg border border-line">
        {shown.map((group) => {
          const [error] = group
          const incident = incidents.find(({ id }) => id === error?.incidentId)
          return (
            error && <ErrorRow key={error.eventId} error={error} count={group.length} incident={incident?.number} />
          )
        })}
      </ul>
      {!all && groups.length > shownFirst && (
        <Button look="quiet" className="mt-1" onClick={() => setAll(true)}>
          Show {groups.length - shownFirst} more
        </Button>
      )}
    </section>
  )
}

type RowProps = { error: TraceError; count: number; incident: number | undefined }

function ErrorRow({ error, count, incident }: RowProps) {
  const { slug } = useWorkspace()
  const { eventId, incidentId, title, culprit, service, level, occurredAt } = error
  return (
    <li className="relative flex items-center gap-3 border-b border-line px-3.5 py-2 last:border-b-0 hover:bg-hover">
      <Level state={level} wordless />
      <div className="min-w-0 flex-1">
        {incidentId ? (
          <Link
            to="/$workspace/incidents/$incidentId"
            params={{ workspace: slug, incidentId }}
            search={{ event: eventId }}
            className="block truncate font-medium after:absolute after:inset-0"
          >
            <bdi>{title}</bdi>
          </Link>
        ) : (
          <span className="block truncate font-medium">
            <bdi>{title}</bdi>
          </span>
        )}
        <p className="truncate text-xs text-muted">
          <bdi>{[service, culprit].filter(Boolean).join(' · ')}</bdi>
        </p>
      </div>
      <span className="flex shrink-0 flex-col items-end text-xs text-muted">
        <span>
          {count > 1 && `${count} × `}
          {incident !== undefined && `#${incident}`}
        </span>
        <Time at={occurredAt} className="text-faint" />
      </span>
    </li>
  )
}
