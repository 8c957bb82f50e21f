import type { Facts } from '../facts.ts'
import type { Part } from '../part.ts'
import { recordEndpoints } from './routes.ts'

export function createRecords(_facts: Facts): Part {
  return { endpoints: recordEndpoints }
}
