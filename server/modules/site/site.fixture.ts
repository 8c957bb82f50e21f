/** The site on real services, with the evidence and the policy that a test wants. */
import { fixedPolicy, presets, readProfile, type PolicyProfile } from '#platform/policy'
import type { Services } from '#platform/context'
import { callRoute } from '#testing'
import { inventory } from '../../app.ts'
import type { Evidence } from './evidence.ts'
import { createSite, everySentence } from './index.ts'

export const now = new Date('2026-11-21T12:00:00Z')

/** A passing test for every promise that any sentence makes. */
export function fullEvidence(ranAt = now): Evidence {
  const ids = new Set(everySentence(inventory).flatMap((sentence) => sentence.ids))
  return { ranAt, results: Object.fromEntries([...ids].map((id) => [id, [`what it promises is true [${id}]`]])) }
}

/** As an installation at this host reads it. */
export function profileOf(preset: string): PolicyProfile {
  return readProfile(preset, 'watch.example')
}

export const everyPreset = Object.keys(presets)

export type Visit = { profile?: PolicyProfile; evidence?: Evidence; headers?: Record<string, string>; setUp?: boolean }

export function under(services: Services, profile: PolicyProfile): Services {
  return { ...services, now: () => now, policy: fixedPolicy(profile, '2026-11-01') }
}

export function visit(services: Services, path: string, options: Visit = {}): Promise<Response> {
  const { profile, evidence = fullEvidence(), headers = {}, setUp = true } = options
  const { routes } = createSite({ inventory, evidence, isSetUp: () => Promise.resolve(setUp) })
  const scoped = profile ? under(services, profile) : services
  return callRoute(scoped, routes, new Request(`http://localhost${path}`, { headers }))
}
