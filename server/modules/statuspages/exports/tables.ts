/** The rows of exports as they lie in the database. */
import type { Envelope } from '#platform/vault'
import type { PageExport } from './export.ts'

declare module '#platform/database' {
  interface Tables {
    pageExports: PageExport & { workspaceId: string; secretAccessKey: Envelope | null; leasedUntil: Date | null }
    pageExportObjects: {
      workspaceId: string
      pageId: string
      path: string
      digest: string | null
      putAt: Date | null
    }
  }
}
