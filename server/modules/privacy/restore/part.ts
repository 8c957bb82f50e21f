import type { Facts } from '../facts.ts'
import type { Part } from '../part.ts'
import { keepTombstoneFile } from './tombstone-file.ts'

/** An erasure that is younger than this is lost with the data directory. */
const everySeconds = 15

export function createRestore(_facts: Facts): Part {
  return {
    schedules: [
      { name: 'privacy.keepTombstoneFile', purpose: 'compliance', reads: [], everySeconds, run: keepTombstoneFile },
    ],
  }
}
