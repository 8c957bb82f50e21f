/** The rows of components, their groups, needs and states as they lie in the database. */
import type { Generated } from '#platform/database'
import type { Component, ComponentGroup, RecordedStatus } from './component.ts'
import type { StateCause } from './set-statuses.ts'

type InWorkspace = { workspaceId: string }

export type ComponentStateRow = InWorkspace & {
  componentId: string
  startedAt: Date
  /** Null for the one that lasts. */
  endedAt: Date | null
  status: RecordedStatus
  causeKind: StateCause['kind']
  causeId: string | null
  /** When it was written afterwards, over what had been recorded. */
  correctedAt: Date | null
}

declare module '#platform/database' {
  interface Tables {
    components: Component & InWorkspace & { pageId: string; historyVersion: Generated<number> }
    componentGroups: ComponentGroup & InWorkspace & { pageId: string }
    componentNeeds: InWorkspace & { componentId: string; needsId: string }
    componentStates: ComponentStateRow
  }
}
