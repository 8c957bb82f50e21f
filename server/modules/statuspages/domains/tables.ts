/** The rows of hosts as they lie in the database. */
import type { PageHost } from './host.ts'

declare module '#platform/database' {
  interface Tables {
    pageHosts: PageHost & { workspaceId: string }
  }
}
