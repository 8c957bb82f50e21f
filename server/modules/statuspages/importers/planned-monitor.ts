/** A monitor of Uptime Kuma as one of ours. */
import type { CheckSpec } from '#modules/monitors'

type Common = {
  /** As Uptime Kuma numbers it. */
  sourceId: string
  name: string
  paused: boolean
  /** What was set there and has no counterpart here, in words. */
  notes: string[]
  /** Tells the same monitor again at the next import. */
  mark: string
}

export type PlannedMonitor =
  | (Common & { kind: 'heartbeat'; everyMinutes: number })
  | (Common & {
      kind: 'check'
      /** With its secrets: shown to nobody, stored only sealed. */
      spec: CheckSpec
      intervalSeconds: number
      timeoutMs: number
      retrySeconds: number
      failuresToOpen: number
      groupName: string | null
      labels: string[]
    })
