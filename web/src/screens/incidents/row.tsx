import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import type { Incident } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { IncidentState, Level } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { counted, shortNumber } from '../../format.ts'
import { useWorkspace } from '../../session.ts'

type Props = { incident: Incident; dense: boolean; current: boolean; selected: boolean; onSelect: (id: string) => void }

export const IncidentRow = memo(function IncidentRow({ incident, dense, current, selected, onSelect }: Props) {
  const { slug } = useWorkspace()
  const {
    id,
    title,
    culprit,
    status,
    level,
    projectName,
    environments,
    lastRelease,
    lastSeenAt,
    eventCount,
    regressedAt,
  } = incident
  return (
    <div
      data-row={id}
      className={cn(
        'group relative flex h-full items-center gap-3 border-b border-line px-3 hover:bg-hover has-[a:focus-visible]:outline-2 has-[a:focus-visible]:-outline-offset-2 has-[a:focus-visible]:outline-accent md:px-4',
        selected ? 'bg-accent-soft' : current && 'bg-selected hover:bg-selected',
        status === 'resolved' && 'text-muted',
      )}
    >
      {current && <span aria-hidden className="absolute inset-y-0 left-0 w-0.5 bg-accent-fill" />}
      <input
        type="checkbox"
        aria-label={`Select #${incident.number}`}
        checked={selected}
        onChange={() => onSelect(id)}
        className={cn(
          'z-1 size-4 shrink-0 cursor-pointer accent-accent-fill max-md:hidden',
          !selected && !current && 'opacity-0 group-hover:opacity-100 focus-visible:opacity-100',
        )}
      />
      <IncidentState state={status} wordless className="[&_svg]:size-4" />
      <div className={cn('flex min-w-0 flex-1', dense ? 'items-baseline gap-2.5' : 'flex-col')}>
        <div className="flex min-w-0 items-center gap-2">
          <Link
            to="/$workspace/incidents/$incidentId"
            params={{ workspace: slug, incidentId: id }}
            className="truncate text-base font-medium outline-none after:absolute after:inset-0"
            title={title}
          >
            <bdi>{title}</bdi>
          </Link>
          {regressedAt && status !== 'resolved' && (
            <span className="shrink-0 rounded bg-degraded-soft px-1.5 text-2xs font-medium text-degraded">
              Regression
            </span>
          )}
        </div>
        <p className={cn('flex min-w-0 items-center gap-x-3 text-xs text-muted', dense && 'flex-1 max-md:hidden')}>
          <Level state={level} className="text-xs" wordless={dense} />
          <code className="min-w-0 truncate text-xs">
            <bdi>{culprit}</bdi>
          </code>
          <span className="shrink-0 max-md:hidden">{projectName}</span>
          {!dense && (
            <span className="ml-auto flex shrink-0 items-center gap-2 md:hidden">
              <span>{shortNumber(eventCount)} ×</span>
              <Time at={lastSeenAt} />
            </span>
          )}
        </p>
      </div>
      <div className={figures}>
        <span className={columns.environment} title={environments.join(', ')}>
          {environments.slice(0, 2).join(', ')}
          {environments.length > 2 && ` +${environments.length - 2}`}
        </span>
        <code
          className={columns.release}
          title={lastRelease ? `Last seen in release ${lastRelease}` : 'The events name no release'}
        >
          {lastRelease ?? '–'}
        </code>
        <span className={columns.events} title={counted(eventCount, 'event')}>
          {shortNumber(eventCount)}
          <span className="sr-only"> events</span>
        </span>
        <Time at={lastSeenAt} className={columns.lastSeen} />
      </div>
    </div>
  )
})

const figures = 'hidden shrink-0 items-center gap-5 text-xs text-muted md:flex'
const columns = {
  environment: 'hidden w-40 truncate xl:block',
  release: 'hidden w-28 truncate lg:block',
  events: 'w-14 text-right',
  lastSeen: 'w-18 text-right',
}

/** Names of the columns, for the eye; each value says its own name to a screen reader. */
export function RowHeader() {
  return (
    <div aria-hidden className="hidden h-7 shrink-0 items-center border-b border-line px-4 text-faint md:flex">
      <span className="flex-1 pl-14 text-xs">Incident</span>
      <div className={cn(figures, 'text-faint')}>
        <span className={columns.environment}>Environment</span>
        <span className={columns.release}>Release</span>
        <span className={columns.events}>Events</span>
        <span className={columns.lastSeen}>Last seen</span>
      </div>
    </div>
  )
}
