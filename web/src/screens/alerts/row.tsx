import { Link } from '@tanstack/react-router'
import type { AlertGroup, AlertRule } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { Time } from '../../components/time.tsx'
import { counted, duration } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { lengthText } from './length.ts'
import { conditionOf } from './state.ts'
import { RuleStatePill } from './state-words.tsx'

const columns = 'md:grid md:grid-cols-[6.5rem_minmax(0,1fr)_7rem_6rem_7rem] md:items-center md:gap-x-4'

export function RuleHeader() {
  return (
    <div aria-hidden className={cn('hidden h-8 border-b border-line px-4 text-xs text-faint', columns)}>
      <span>State</span>
      <span>Rule</span>
      <span>Alerts</span>
      <span>Since</span>
      <span>Evaluated</span>
    </div>
  )
}

export function RuleRow({ rule, group }: { rule: AlertRule; group: AlertGroup }) {
  const { slug: workspace } = useWorkspace()
  const { id, name, expr, kind, forMs, severity, error, since, evaluatedAt, durationMs } = rule
  const condition = conditionOf(rule, group)
  return (
    <li
      className={cn(
        'relative border-b border-line px-4 py-3 last:border-b-0 hover:bg-hover has-[a:focus-visible]:bg-selected',
        columns,
      )}
    >
      <div className="mb-1.5 flex items-center gap-2 md:mb-0">
        <RuleStatePill condition={condition} />
      </div>
      <div className="min-w-0">
        <Link
          to="/$workspace/alerts/$ruleId"
          params={{ workspace, ruleId: id }}
          data-row-link
          className="block truncate text-base font-medium after:absolute after:inset-0"
        >
          <bdi>{name}</bdi>
        </Link>
        <p className="flex min-w-0 items-baseline gap-x-3 text-xs text-muted">
          {kind === 'recording' ? (
            <span className="shrink-0">records</span>
          ) : (
            <span className="shrink-0">{severity}</span>
          )}
          {forMs > 0 && <span className="shrink-0">for {lengthText(forMs)}</span>}
          <code className="min-w-0 truncate text-faint">{expr}</code>
        </p>
        {error !== null && <p className="mt-0.5 text-xs break-words text-down">{error}</p>}
      </div>
      <div className="mt-2 grid grid-cols-3 gap-x-4 md:mt-0 md:contents">
        <Cell name="Alerts">
          <Active rule={rule} />
        </Cell>
        <Cell name="Since">{since === null ? <span className="text-faint">–</span> : <Time at={since} />}</Cell>
        <Cell name="Evaluated">
          {evaluatedAt === null ? (
            <span className="text-faint">never</span>
          ) : (
            <span title={durationMs === null ? undefined : `It took ${duration(durationMs)}`}>
              <Time at={evaluatedAt} />
            </span>
          )}
        </Cell>
      </div>
    </li>
  )
}

function Active({ rule: { kind, firingCount, pendingCount } }: { rule: AlertRule }) {
  if (kind === 'recording') return <span className="text-faint">–</span>
  if (firingCount + pendingCount === 0) return <span className="text-faint">none</span>
  return (
    <span>
      {firingCount > 0 && <span className="font-medium text-down">{counted(firingCount, 'firing', 'firing')}</span>}
      {firingCount > 0 && pendingCount > 0 && ', '}
      {pendingCount > 0 && <span className="text-degraded">{counted(pendingCount, 'pending', 'pending')}</span>}
    </span>
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
