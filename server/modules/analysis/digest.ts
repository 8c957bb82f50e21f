import { hash } from 'node:crypto'

/** What decides whether an incident has changed so much that it is looked at again. */
export type Material = {
  /** Types and parameterised messages of the chain. */
  exceptions: readonly string[]
  /** Files and functions of the top frames of its own code. */
  frames: readonly string[]
  releases: readonly string[]
  environments: readonly string[]
  severity: string
  /** Events in the last hour, and in an ordinary one. */
  hourlyRate: number
  usualHourlyRate: number
  regressionCount: number
  /** RFC 3339; each escalation is a change. */
  escalatedAt: string | null
}

/** 32 hex digits, the same in whatever order the lists come. A count is in it as a band: ×1, ×10, ×100 of the usual. */
export function digestOf(material: Material): string {
  const sorted = (list: readonly string[]) => [...new Set(list)].sort()
  const fields = [
    ...[material.exceptions, material.frames, material.releases, material.environments].map(sorted),
    ...[material.severity, rateBand(material), material.regressionCount, material.escalatedAt],
  ]
  return hash('sha256', JSON.stringify(fields)).slice(0, 32)
}

/** 0 below ten times the usual rate, 1 up to a hundred times, and so on; at most 6. */
export function rateBand({ hourlyRate, usualHourlyRate }: Pick<Material, 'hourlyRate' | 'usualHourlyRate'>): number {
  const times = hourlyRate / Math.max(1, usualHourlyRate)
  return times < 10 ? 0 : Math.min(6, Math.floor(Math.log10(times) + 1e-9))
}

/**
 * What is known of an incident does not shrink because a sample missed some of it: lists only grow, and so an incident
 * that goes on as it was keeps its digest. A message that is not there any more (after an unmerge) stays as well.
 */
export function joinMaterial(before: Material | null, now: Material): Material {
  if (before === null) return now
  const joined = (one: readonly string[], other: readonly string[]) =>
    [...new Set([...one, ...other])].sort().slice(0, maxListed)
  return {
    ...now,
    exceptions: joined(before.exceptions, now.exceptions),
    frames: joined(before.frames, now.frames),
    releases: joined(before.releases, now.releases),
    environments: joined(before.environments, now.environments),
    // Down again is no news, and up again after it neither.
    hourlyRate: rateBand(now) > rateBand(before) ? now.hourlyRate : before.hourlyRate,
    usualHourlyRate: rateBand(now) > rateBand(before) ? now.usualHourlyRate : before.usualHourlyRate,
  }
}

/** A hostile sender invents releases; an incident is not analysed for each of them. */
const maxListed = 100
