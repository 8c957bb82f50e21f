import { sql } from '#platform/database'
import type { Demands } from './demand.fixture.ts'

export const userDemands: Demands = {
  values: { 'sessions.stage': () => sql`'complete'` },
  madeElsewhere: ['users', 'frozen_users', 'workspaces', 'memberships'],
}
