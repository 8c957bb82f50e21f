import type { Facts } from '../facts.ts'
import type { Part } from '../part.ts'
import { consentEndpoints } from './routes.ts'
import { visitorRoutes } from './visitor-routes.ts'

/** Who agreed to what, with proof; withdrawn as easily as given. */
export function createConsents(_facts: Facts): Part {
  return { endpoints: consentEndpoints, routes: visitorRoutes }
}
