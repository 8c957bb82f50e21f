import type { Facts } from '../facts.ts'
import type { Part } from '../part.ts'

export function createProcessors(_facts: Facts): Part {
  return {}
}
