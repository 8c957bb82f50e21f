import type { Facts } from '../facts.ts'
import type { Part } from '../part.ts'
import { processorEndpoints } from './routes.ts'

export function createProcessors(_facts: Facts): Part {
  return { endpoints: processorEndpoints }
}
