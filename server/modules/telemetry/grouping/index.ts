/** Which events belong to one incident. */
export { algorithmVersions, newestVersion } from './algorithms.ts'
export { fingerprint, type GroupingSettings, type Template } from './fingerprint.ts'
export type { Contribution, Grouping } from './grouping.ts'
