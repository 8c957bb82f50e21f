import { Link } from '@tanstack/react-router'
import type { Monitor } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { Time } from '../../components/time.tsx'
import { useWorkspace } from '../../session.ts'
import { scheduleWords } from './schedule.ts'
import { conditionOf, lastCheckIn, nextExpected } from './state.ts'
import { ConditionPill } from './state-words.tsx'
import { Strip } from './strip.tsx'

const columns = 'md:grid md:grid-cols-[6.5rem_minmax(0,1fr)_6.5rem_6.5rem_14rem] md:items-center md:gap-x-4'

export function RowHeader() {
  return (
    <div aria-hidden className={cn('hidden h-8 border-b border-line px-4 text-xs text-faint', columns)}>
      <span>State</span>
      <span>Heartbeat</span>
      <span>Next expected</span>
      <span>Last check-in</span>
      <span className="text-right">Last 30 check-ins</span>
    </div>
  )
}

export function MonitorRow({ monitor, projectName }: { monitor: Monitor; projectName: string | undefined }) {
  const { slug: workspace } = useWorkspace()
  const { id, name, slug, schedule, recent } = monitor
  const [next, last] = [nextExpected(monitor), lastCheckIn(monitor)]
  return (
    <li
      className={cn(
        'relative border-b border-line px-4 py-3 last:border-b-0 hover:bg-hover has-[a:focus-visible]:bg-selected',
        columns,
      )}
    >
      <div className="mb-1.5 md:mb-0">
        <ConditionPill condition={conditionOf(monitor, new Date())} />
      </div>
      <div className="min-w-0">
        <Link
          to="/$workspace/monitors/$monitorId"
          params={{ workspace, monitorId: id }}
          data-row-link
          className="block truncate text-base font-medium after:absolute after:inset-0"
        >
          <bdi>{name}</bdi>
        </Link>
        <p className="flex flex-wrap gap-x-3 text-xs text-muted">
          {name !== slug && <code>{slug}</code>}
          <span>{scheduleWords(schedule)}</span>
          {projectName && <span className="text-faint">{projectName}</span>}
        </p>
      </div>
      <div className="mt-2 grid grid-cols-2 gap-x-4 md:mt-0 md:contents">
        <Cell name="Next expected">{next ? <Time at={next} /> : <span className="text-faint">nothing</span>}</Cell>
        <Cell name="Last check-in">{last ? <Time at={last} /> : <span className="text-faint">never</span>}</Cell>
      </div>
      <div className="mt-2 flex md:mt-0 md:justify-end">
        <Strip recent={recent} />
      </div>
    </li>
  )
}

function Cell({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0 text-muted">
      <span className="block text-xs text-faint md:sr-only">{name}</span>
      {children}
    </div>
  )
}
