/** A program that runs by a schedule and says so; what it is in, and what follows from what it says. Pure. */
import { nextExpected, type Schedule } from './schedule.ts'

export const maxMonitors = 500
/** Of one monitor: each is judged by itself. */
export const maxEnvironments = 20

export type Monitor = {
  id: string
  projectId: string
  slug: string
  name: string
  /** Null: nobody said when it is expected, so nothing is missed. */
  schedule: Schedule | null
  /** So much later than expected is still in time. */
  marginMinutes: number
  /** So long it may be in progress. */
  maxRunMinutes: number
  /** Failures in a row that open an incident. */
  failuresToOpen: number
  /** Successes in a row that resolve it. */
  successesToResolve: number
  /** Nothing is expected, and nothing follows from what it says. */
  pausedAt: Date | null
  createdAt: Date
  updatedAt: Date
}

export const defaults = { marginMinutes: 1, maxRunMinutes: 30, failuresToOpen: 1, successesToResolve: 1 }
export const maxMinutes = 7 * 24 * 60
export const maxThreshold = 100

/** How a run ended; the last three are said by the server. `unknown`: we were not there to hear of it. */
export type Result = 'ok' | 'error' | 'missed' | 'timedOut' | 'unknown'

/** Of a monitor in one environment. */
export type Status = {
  environment: string
  /** Of the last run that ended; waiting: none has. */
  state: 'waiting' | Exclude<Result, 'unknown'>
  failuresInRow: number
  successesInRow: number
  lastCheckInAt: Date | null
  expectedAt: Date | null
  /** From then on it is missed. */
  dueAt: Date | null
  /** Since when there is something to resolve. */
  failingSince: Date | null
}

export function newStatus(environment: string): Status {
  const nothing = { lastCheckInAt: null, expectedAt: null, dueAt: null, failingSince: null }
  return { environment, state: 'waiting', failuresInRow: 0, successesInRow: 0, ...nothing }
}

/** `failed`: an incident opens, or gets one more; `recovered`: it is over. */
export type Change = 'failed' | 'recovered' | null

export function afterResult(
  { failuresToOpen, successesToResolve }: Pick<Monitor, 'failuresToOpen' | 'successesToResolve'>,
  status: Status,
  result: Result,
  at: Date,
): { status: Status; change: Change } {
  if (result === 'unknown') return { status, change: null }
  if (result === 'ok') {
    const successesInRow = status.successesInRow + 1
    const recovered = status.failingSince !== null && successesInRow >= successesToResolve
    const failingSince = recovered ? null : status.failingSince
    return {
      status: { ...status, state: 'ok', failuresInRow: 0, successesInRow, failingSince },
      change: recovered ? 'recovered' : null,
    }
  }
  const failuresInRow = status.failuresInRow + 1
  const failed = status.failingSince !== null || failuresInRow >= failuresToOpen
  const failingSince = failed ? (status.failingSince ?? at) : null
  return {
    status: { ...status, state: result, failuresInRow, successesInRow: 0, failingSince },
    change: failed ? 'failed' : null,
  }
}

/** What is expected next after a report, or a missed one, at `after`. */
export function expectNext(monitor: Monitor, status: Status, after: Date): Status {
  if (monitor.schedule === null || monitor.pausedAt !== null) return { ...status, expectedAt: null, dueAt: null }
  const expectedAt = nextExpected(monitor.schedule, after)
  return { ...status, expectedAt, dueAt: new Date(expectedAt.getTime() + monitor.marginMinutes * 60_000) }
}

/** A slug as it stands in URLs of SDKs: what they send is kept, within what can be named. */
export function isSlug(text: string): boolean {
  return /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}$/.test(text)
}

/** What a monitor is called that is made by hand: what the URL of its heartbeats does not change. */
export const newSlug = /^(?=.{1,50}$)[a-z0-9_]+(?:-[a-z0-9_]+)*$/

/** How a monitor as a whole is, for finding those that need somebody. */
export const conditions = ['failing', 'ok', 'waiting', 'paused'] as const
export type Condition = (typeof conditions)[number]
