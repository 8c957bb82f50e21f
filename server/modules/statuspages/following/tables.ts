/** Rows of what components follow as they lie in the database. */
import type { Following } from './verdict.ts'

type InWorkspace = { workspaceId: string }

declare module '#platform/database' {
  interface Tables {
    componentFollowings: Following & InWorkspace
    componentMonitors: InWorkspace & { componentId: string; monitorId: string }
  }
}
