/** The privacy policy as parameters: profiles, presets, what compiles, which version is in force, and what changed. */
export { categories, type CategoryId } from './categories.ts'
export { profileSchema, processorSchema, type PolicyProfile, type Processor } from './profile.ts'
export { presets } from './presets/index.ts'
export { readProfile } from './read-profile.ts'
export { analyticsHosts, compileProfile } from './compile.ts'
export { absoluteSecurityClaims } from './claims.ts'
export { isAllowedRegion, regionName } from './regions.ts'
export { createPolicy, fixedPolicy, withoutSuperseded, type Policy, type PolicyVersion } from './policy.ts'
export { describeFacts, factsSchema, type PolicyFacts } from './facts.ts'
export { isInForce } from './is-in-force.ts'
export type { Change } from './change.ts'
export { describeChanges, type Described } from './changes.ts'
export { canonical } from './canonical.ts'
export {
  retentionDays,
  retentionSchema,
  type PayloadRetention,
  type RetentionProfile,
  type RetentionSetting,
} from './retention.ts'
