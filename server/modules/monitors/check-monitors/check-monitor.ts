/** A monitor that is checked: what is set of it. Pure. */
import { invalidRequest } from '#platform/errors'
import type { CheckSpec, CheckType } from '../checks/index.ts'

/** Of a workspace. Heartbeats are counted by themselves. */
export const maxCheckMonitors = 10_000
export const bounds = {
  /** What is checked more often is measured, not watched. */
  intervalSeconds: { least: 10, most: 7 * 24 * 3600 },
  timeoutMs: { least: 500, most: 120_000 },
  retrySeconds: { least: 5, most: 3600 },
  threshold: { least: 1, most: 20 },
  places: 10,
  labels: 20,
} as const

export type CheckSettings = {
  name: string
  intervalSeconds: number
  /** Below the interval. */
  timeoutMs: number
  /** How soon a result that is not confirmed is looked at again. */
  retrySeconds: number
  failuresToOpen: number
  successesToResolve: number
  slowToShow: number
  quorum: number
  /** `here`, or ids of probes. */
  places: string[]
  groupName: string | null
  labels: string[]
}

export type CheckMonitor = CheckSettings & {
  id: string
  projectId: string
  type: CheckType
  /** Its secrets hidden. */
  spec: CheckSpec
  target: string
  pausedAt: Date | null
  createdAt: Date
  updatedAt: Date
}

export const defaults = {
  ...{ intervalSeconds: 60, retrySeconds: 20, failuresToOpen: 3, successesToResolve: 2, slowToShow: 3, quorum: 1 },
  ...{ places: ['here'], groupName: null, labels: [] },
} satisfies Partial<CheckSettings>

/** As Uptime Kuma does it, but for what no check needs. */
export function defaultTimeoutMs(intervalSeconds: number): number {
  return Math.min(10_000, intervalSeconds * 800)
}

/** Throws invalid_request, at the field, for settings that do not fit each other. */
export function requireFitting(settings: CheckSettings): void {
  const { timeoutMs, intervalSeconds, retrySeconds, quorum, places } = settings
  const refuse = (path: string, message: string) => invalidRequest(message, [{ path, message }])
  if (timeoutMs >= intervalSeconds * 1000) {
    throw refuse('timeoutMs', 'the time-out must be shorter than the time between two checks')
  }
  if (retrySeconds > intervalSeconds) {
    throw refuse('retrySeconds', 'a check is repeated sooner than the next one comes, not later')
  }
  if (new Set(places).size !== places.length) throw refuse('places', 'each place once')
  if (quorum > places.length) throw refuse('quorum', 'not more places than the monitor is checked from')
}

/** What stands where heartbeats have the name of their URL: no check-in can be meant by it. */
export const slugOf = (id: string): string => `check:${id}`

/** How a monitor is for people; paused wins. */
export const checkConditions = ['down', 'degraded', 'unknown', 'waiting', 'up', 'paused'] as const
export type CheckCondition = (typeof checkConditions)[number]
export const checkSorts = ['state', 'name', 'latency', 'changed'] as const
export type CheckSort = (typeof checkSorts)[number]
