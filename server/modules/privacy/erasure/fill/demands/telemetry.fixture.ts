import { sql } from '#platform/database'
import type { Demands } from './demand.fixture.ts'

export const telemetryDemands: Demands = {
  values: {
    'event_receipts.project_id': () => sql`'prj_1'`,
    // Of a project it names one; the word window is quoted where its list of words stands.
    'quotas.scope': () => sql`'project'`,
    'quotas.window': () => sql`'day'`,
  },
  ofProject: {
    'upload_chunks.checksum': () => sql`(select chunks[1] from source_map_uploads order by ctid desc limit 1)`,
  },
}
