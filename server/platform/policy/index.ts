/** The privacy policy as parameters: profiles, presets, and which version is in force. */
export { categories, type CategoryId } from './categories.ts'
export { profileSchema, processorSchema, type PolicyProfile, type Processor } from './profile.ts'
export { presets } from './presets/index.ts'
export { readProfile } from './read-profile.ts'
export { createPolicy, fixedPolicy, type Policy, type PolicyVersion } from './policy.ts'
export { retentionDays, type PayloadRetention, type RetentionProfile, type RetentionSetting } from './retention.ts'
