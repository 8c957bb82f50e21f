/**
 * The released versions of the algorithm. A new one is added, a released one never changes: `golden.test.ts` keeps what
 * each of them answers.
 */
import type { Traits } from './traits.ts'
import { version1 } from './version-1.ts'
import { version2 } from './version-2.ts'

const released: Traits[] = [version1, version2]

export const algorithmVersions: number[] = released.map(({ version }) => version)
export const newestVersion: number = version2.version

/** The newest one where the number is not known: a project of a later program, read by an older one. */
export const algorithm = (version: number): Traits => released.find((traits) => traits.version === version) ?? version2
