import type { Services } from '#platform/context'
import { describeHistory, type PublishedVersion } from './version.ts'

/** All versions that were announced, newest first, each with what it changed; from memory, so that it is always there. */
export function listVersions({ policy, now }: Pick<Services, 'policy' | 'now'>): PublishedVersion[] {
  return describeHistory(policy.versions(), now())
}
