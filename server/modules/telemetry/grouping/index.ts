/** Which events belong to one incident. */
export { fingerprint, type Grouping } from './fingerprint.ts'
