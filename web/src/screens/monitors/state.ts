/** How a heartbeat is, from what was heard of it. Pure. */
import type { CheckIn, Monitor } from '../../api.ts'

/** Worst first. Late: expected, and not yet missed. Unknown: nobody was there to hear of it. */
export const conditions = ['failing', 'missed', 'timedOut', 'late', 'unknown', 'waiting', 'up', 'paused'] as const
export type Condition = (typeof conditions)[number]

type Environment = Monitor['environments'][number]
type Watched = Pick<Monitor, 'pausedAt' | 'environments' | 'recent'>

export function conditionIn(monitor: Pick<Watched, 'pausedAt' | 'recent'>, status: Environment, now: Date): Condition {
  if (monitor.pausedAt !== null) return 'paused'
  if (status.state === 'error') return 'failing'
  if (status.state === 'missed' || status.state === 'timedOut') return status.state
  const newest = monitor.recent.find(
    ({ environment, state }) => environment === status.environment && state !== 'inProgress',
  )
  if (newest?.state === 'unknown') return 'unknown'
  if (status.expectedAt !== null && new Date(status.expectedAt) <= now) return 'late'
  return status.state === 'ok' ? 'up' : 'waiting'
}

/** The worst of its environments; one that nobody has heard of is waited for. */
export function conditionOf(monitor: Watched, now: Date): Condition {
  if (monitor.pausedAt !== null) return 'paused'
  const all = new Set(monitor.environments.map((status) => conditionIn(monitor, status, now)))
  return conditions.find((condition) => all.has(condition)) ?? 'waiting'
}

/** The earliest that is expected anywhere; undefined: nothing is. */
export function nextExpected({ environments }: Pick<Monitor, 'environments'>): string | undefined {
  return environments
    .flatMap(({ expectedAt }) => expectedAt ?? [])
    .sort()
    .at(0)
}

export function lastCheckIn({ environments }: Pick<Monitor, 'environments'>): string | undefined {
  return environments
    .flatMap(({ lastCheckInAt }) => lastCheckInAt ?? [])
    .sort()
    .at(-1)
}

export const checkInWords: Record<CheckIn['state'], string> = {
  inProgress: 'Running',
  ok: 'Ok',
  error: 'Error',
  missed: 'Missed',
  timedOut: 'Timed out',
  unknown: 'Unknown',
}

/** `Last 12 check-ins: 10 ok, 2 missed`; the newest of them leads. */
export function stripWords(recent: readonly Pick<CheckIn, 'state'>[]): string {
  if (recent.length === 0) return 'No check-in yet'
  const counts = new Map<CheckIn['state'], number>()
  for (const { state } of recent) counts.set(state, (counts.get(state) ?? 0) + 1)
  const parts = [...counts].map(([state, count]) => `${count} ${checkInWords[state].toLowerCase()}`)
  return `Last ${recent.length === 1 ? 'check-in' : `${recent.length} check-ins`}: ${parts.join(', ')}`
}
