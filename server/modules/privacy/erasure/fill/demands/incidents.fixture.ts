import { sql } from '#platform/database'
import type { Demands } from './demand.fixture.ts'

export const incidentDemands: Demands = {
  ofProject: {
    'incident_views.filter': ({ projectId }, mark) => sql`${JSON.stringify({ projectId, query: mark() })}::jsonb`,
    // Each position is taken once, whosever project it is.
    'severity_rules.position': () => sql`(select count(*) from severity_rules)`,
    'incidents.number': () => sql`(select 1000 + count(*) from incidents)`,
  },
}
