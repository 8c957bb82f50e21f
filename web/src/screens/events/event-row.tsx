import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import type { FoundEvent } from '../../api.ts'
import { Level } from '../../components/states.tsx'
import { absolute, clock } from '../../format.ts'
import { useWorkspace } from '../../session.ts'

/** Leads to the incident that holds the event now, opened at this event. */
export const EventRow = memo(function EventRow({ event }: { event: FoundEvent }) {
  const { slug } = useWorkspace()
  const { id, incidentId, occurredAt, level, title, culprit, service, environment, release, user } = event
  const words = title || 'Removed by age'
  const at = new Date(occurredAt)
  return (
    <li
      data-row={id}
      className="relative flex gap-x-3 border-b border-line px-3 py-1.5 hover:bg-hover has-[a:focus-visible]:outline-2 has-[a:focus-visible]:-outline-offset-2 has-[a:focus-visible]:outline-accent max-md:flex-wrap md:px-4"
    >
      <time dateTime={occurredAt} title={absolute(at)} className="shrink-0 font-mono text-xs leading-5 text-muted">
        {clock(at)}
      </time>
      <Level state={level} className="w-20 shrink-0 self-start text-xs leading-5" />
      <div className="min-w-0 flex-1 max-md:basis-full">
        {incidentId === null ? (
          <p className="truncate font-medium" title="No incident holds this event">
            <bdi>{words}</bdi>
          </p>
        ) : (
          <Link
            to="/$workspace/incidents/$incidentId"
            params={{ workspace: slug, incidentId }}
            search={{ event: id }}
            className="block truncate font-medium outline-none after:absolute after:inset-0"
            title={words}
          >
            <bdi>{words}</bdi>
          </Link>
        )}
        <p className="flex min-w-0 gap-x-3 text-xs text-muted">
          {culprit && (
            <code className="min-w-0 truncate">
              <bdi>{culprit}</bdi>
            </code>
          )}
          <span className="min-w-0 truncate lg:hidden">
            {[service, environment, release].filter(Boolean).join(' · ')}
          </span>
        </p>
      </div>
      <Column text={service} className="w-28" />
      <Column text={environment} className="w-28" />
      <Column text={release} className="w-28 font-mono" />
      <Column text={user} className="w-40" />
    </li>
  )
})

function Column({ text, className }: { text: string | null; className: string }) {
  return (
    <span
      className={`shrink-0 truncate text-xs leading-5 text-muted max-lg:hidden ${className}`}
      title={text ?? undefined}
    >
      {text}
    </span>
  )
}
