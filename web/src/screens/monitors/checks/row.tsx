import { Link } from '@tanstack/react-router'
import type { ListedCheck } from '../../../api.ts'
import { cn } from '../../../components/class-names.ts'
import { Skeleton } from '../../../components/skeleton.tsx'
import { Time } from '../../../components/time.tsx'
import { duration } from '../../../format.ts'
import { useWorkspace } from '../../../session.ts'
import { CheckPill, RecentStrip } from './state.tsx'

export const columns = 'md:grid md:grid-cols-[6.5rem_minmax(0,1fr)_6rem_7rem_14rem] md:items-center md:gap-x-4'

/** One monitor of the list; all of it opens the monitor. */
export function Row({ monitor }: { monitor: ListedCheck }) {
  const { slug: workspace } = useWorkspace()
  const { id, name, target, condition, since, latencyMs, recent, reason, groupName, labels, flapping } = monitor
  const isWell = condition === 'up' || condition === 'paused' || condition === 'waiting'
  return (
    <div
      className={cn(
        'relative border-b border-line px-4 py-2.5 hover:bg-hover has-[a:focus-visible]:bg-selected md:h-14.25',
        columns,
      )}
    >
      <div className="mb-1.5 md:mb-0">
        <CheckPill condition={condition} />
      </div>
      <div className="min-w-0">
        <Link
          to="/$workspace/monitors/checks/$monitorId"
          params={{ workspace, monitorId: id }}
          data-row-link
          className="block truncate text-base font-medium after:absolute after:inset-0"
        >
          <bdi>{name}</bdi>
        </Link>
        <p className="flex gap-x-3 overflow-hidden text-xs whitespace-nowrap text-muted">
          <span className="min-w-0 truncate">{isWell ? target : reason}</span>
          {groupName && <span className="shrink-0 text-faint">{groupName}</span>}
          {labels.slice(0, 3).map((label) => (
            <span key={label} className="shrink-0 rounded bg-sunken px-1 text-muted">
              {label}
            </span>
          ))}
          {flapping && <span className="shrink-0 text-degraded">back and forth</span>}
        </p>
      </div>
      <div className="mt-1.5 flex gap-x-4 text-muted md:mt-0 md:contents">
        <span>{latencyMs === null ? <span className="text-faint">none</span> : duration(latencyMs)}</span>
        <Time at={since} />
      </div>
      <div className="mt-1.5 flex md:mt-0 md:justify-end">
        <RecentStrip recent={recent} />
      </div>
    </div>
  )
}

/** In the size of a row whose monitor is still on its way. */
export function WaitingRow() {
  return (
    <div aria-hidden className="flex h-35 flex-col justify-center gap-2 border-b border-line px-4 md:h-14.25">
      <Skeleton className="w-1/2" />
      <Skeleton className="h-3 w-1/3" />
    </div>
  )
}
