import type { Facts } from '../facts.ts'
import type { Part } from '../part.ts'
import { createVersionEndpoints } from './routes.ts'
import { mailNotice, tellOwners } from './tell-owners.ts'

export function createVersions(facts: Facts): Part {
  return { endpoints: createVersionEndpoints(facts), jobs: [tellOwners, mailNotice] }
}
