/** Which events belong to one incident. */
export { type Contribution, fingerprint, type Grouping, type GroupingMethod } from './fingerprint.ts'
export { parameterise } from './parameterise.ts'
