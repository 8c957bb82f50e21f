import type { Services } from '#platform/context'
import type { Route } from '#platform/http'
import type { IntakeDoor } from '#modules/telemetry'
import { agentFileRoutes } from './agent-files/routes.ts'
import { createMetricIntake, type KeptDays } from './intake.ts'
import type { FindPlan } from './limits-by-workspace/ceilings.ts'
import { otlpMetricRoutes } from './otlp/route.ts'
import { pushRoutes } from './push/routes.ts'
import { remoteWriteRoutes } from './remote-write/route.ts'
import type { SampleChanges } from './read/sample-changes.ts'
import { createWriteSamples, type WriteSamples } from './write-samples.ts'

export type Metrics = {
  routes: Route[]
  /** For series that rules record. */
  writeSamples: WriteSamples
  /** Settles what was accepted; new requests are refused from now on. */
  drain(): Promise<void>
}

type Options = { keptDays: KeptDays; maxSeries?: number; changes?: SampleChanges | undefined; findPlan?: FindPlan }

/** The intake of one process, beside that of telemetry, whose door it shares. */
export function createMetrics(services: Services, door: IntakeDoor, options: Options): Metrics {
  const intake = createMetricIntake(services, door, options)
  services.metrics.gauge(
    'watchword_ingest_waiting_metric_requests',
    'Requests with metrics that are not yet durable',
    () => intake.depth(),
  )
  return {
    routes: [
      ...remoteWriteRoutes(intake, door),
      ...pushRoutes(intake, door),
      ...otlpMetricRoutes(intake, door),
      ...agentFileRoutes(),
    ],
    writeSamples: createWriteSamples(intake),
    drain: intake.drain,
  }
}
