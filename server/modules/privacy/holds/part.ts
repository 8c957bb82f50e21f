import type { Facts } from '../facts.ts'
import type { Part } from '../part.ts'

export function createHolds(_facts: Facts): Part {
  return {}
}
