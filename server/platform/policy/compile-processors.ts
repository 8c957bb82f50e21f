/** Nobody gets data without a region, terms, and a purpose that may be one. Pure. */
import { categories } from './categories.ts'
import type { PolicyProfile, Processor } from './profile.ts'
import { isAllowedRegion, isSameRegion } from './regions.ts'

export function compileProcessors({ processors, regions }: PolicyProfile): string[] {
  const twice = processors.filter(({ id }, index) => processors.findIndex((other) => other.id === id) !== index)
  return [
    ...twice.map(({ id }) => `processors.${id}: the id is there twice`),
    ...processors.flatMap((processor) =>
      [...whereItIs(processor, regions), ...onWhichTerms(processor), ...whatItGets(processor)].map(
        (reason) => `processors.${processor.id}${reason}`,
      ),
    ),
  ]
}

function whereItIs({ region, transfer }: Processor, { hosting, allowed }: PolicyProfile['regions']): string[] {
  const reasons: string[] = []
  if (!isAllowedRegion(region, allowed)) {
    reasons.push(`.region: ${region} is not among regions.allowed (${allowed?.join(', ')})`)
  }
  if (transfer === null && !isSameRegion(region, hosting)) {
    reasons.push(`.transfer: data that goes from ${hosting} to ${region} needs a transfer mechanism`)
  }
  return reasons
}

function onWhichTerms({ kind, dpa, noTraining }: Processor): string[] {
  const reasons: string[] = []
  if (dpa === null) reasons.push('.dpa: there is no data processing agreement')
  if (kind === 'ai' && !noTraining) reasons.push('.noTraining: a processor of kind ai must not train on what it gets')
  return reasons
}

/** Purposes that no installation has: in every profile data is neither sold nor used for advertising. */
const forbiddenPurpose = /\b(advertis\w*|ads|retarget\w*|remarket\w*|(re)?sell(s|ing)?|sale of|data brok\w*)\b/i

function whatItGets({ categories: given, hosts, purpose }: Processor): string[] {
  const reasons = given
    .filter((category) => !Object.hasOwn(categories, category))
    .map((category) => `.categories: there is no category ${category}`)
  const forbidden = forbiddenPurpose.exec(purpose)
  if (forbidden) reasons.push(`.purpose: “${forbidden[0]}” is a purpose that no installation has`)
  for (const host of hosts) {
    if (/^\*\.[^.]*$/.test(host)) reasons.push(`.hosts: ${host} stands for hosts of anybody`)
  }
  return reasons
}
