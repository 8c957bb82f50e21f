import type { Tx } from '#platform/context'
import type { TelemetryEvent } from '../event.ts'
import { fingerprint, type Grouping } from '../grouping/index.ts'
import type { MinedTemplate } from '../log-templates/index.ts'

/** To which group an event belongs. `template`: of a log line whose sender named none. Never throws. */
export type Group = (event: TelemetryEvent, template: MinedTemplate | undefined) => Grouping

/** By the project's rules and the version of the algorithm that it is on. */
export function loadGroup(_tx: Tx, _projectId: string): Promise<Group> {
  return Promise.resolve((event) => fingerprint(event))
}
