import type { AttributeCount } from '../facts.ts'
import { finding, type Rule } from '../finding.ts'
import { lift, shareAtLeast } from '../statistics.ts'

/** Below it a value is about as common elsewhere. */
const minLift = 1.5
/** A value that only some of the affected have is no common cause. */
const minShare = 0.5
const minAffected = 5
const maxFindings = 3

/**
 * What the affected have in common and the others have not: a host, a customer, a browser, an input. The release has a
 * rule of its own, which knows the order of releases.
 */
export const commonAttribute: Rule = (facts, book) => {
  const { affectedTotal, unaffectedTotal } = facts
  if (affectedTotal < minAffected || unaffectedTotal < minAffected) return []
  return facts.attributes
    .filter(({ name }) => name !== 'release')
    .map((count) => ({ count, lift: lift(count.affected, affectedTotal, count.unaffected, unaffectedTotal) }))
    .filter(({ count, lift }) => lift >= minLift && shareAtLeast(count.affected, affectedTotal) >= minShare)
    .sort((a, b) => b.lift - a.lift || (a.count.name < b.count.name ? -1 : 1))
    .slice(0, maxFindings)
    .flatMap(({ count, lift }) => {
      const share = shareAtLeast(count.affected, affectedTotal)
      // A lift of 2 is noticeable, of 10 is near certain.
      const strength = share * Math.min(0.95, 0.45 + 0.25 * Math.log10(lift) * 2)
      const cited = book.add(
        'attribute',
        `${count.name} is "${count.value}" in ${count.affected} of ${affectedTotal} of its events, and in ` +
          `${count.unaffected} of ${unaffectedTotal} others.`,
      )
      const fix = { kind: 'operate', description: `Compare ${count.name} "${count.value}" with the others.` } as const
      return finding('attribute', strength, sentence(count, affectedTotal, unaffectedTotal), [cited], { fix })
    })
}

function sentence({ name, value, affected, unaffected }: AttributeCount, total: number, others: number): string {
  const percent = (part: number, whole: number) => `${Math.round((100 * part) / whole)} %`
  return (
    `It happens where ${name} is "${value}": ${percent(affected, total)} of its events, ` +
    `against ${percent(unaffected, others)} of the others.`
  )
}
