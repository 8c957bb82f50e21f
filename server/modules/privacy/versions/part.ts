import type { Facts } from '../facts.ts'
import type { Part } from '../part.ts'

export function createVersions(_facts: Facts): Part {
  return {}
}
