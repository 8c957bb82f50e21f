/** The rows of access as they lie in the database. */
import type { AccessKind } from './access.ts'

type PageAccessRow = {
  workspaceId: string
  pageId: string
  kind: AccessKind
  passwordHash: string | null
  announced: boolean
  ranges: string[]
  updatedAt: Date
}

declare module '#platform/database' {
  interface Tables {
    pageAccess: PageAccessRow
  }
}
