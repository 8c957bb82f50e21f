import type { Facts } from '../facts.ts'
import type { Part } from '../part.ts'

export function createRetention(_facts: Facts): Part {
  return {}
}
