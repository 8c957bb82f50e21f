/** The rows of looks as they lie in the database. */
import type { Look } from './look.ts'

export type PageLookRow = Look & {
  workspaceId: string
  pageId: string
  logoType: string | null
  /** Base64. */
  logo: string | null
  updatedAt: Date
}

declare module '#platform/database' {
  interface Tables {
    pageLooks: PageLookRow
  }
}
