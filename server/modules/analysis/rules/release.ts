import { minuteOf } from '../evidence.ts'
import { beginningOf } from '../facts.ts'
import { finding, type Rule } from '../finding.ts'

const minuteMs = 60_000
/** How long after a change its trouble may show: traffic has to meet the code first. */
const showsWithinMs = 6 * 60 * minuteMs
/** Clocks of machines that deploy and of those that send differ a little. */
const skewMs = 2 * minuteMs
/** An older release that had been seen this often without the error is no chance. */
const enoughWithout = 20

/**
 * The first bad release: the error is in it and in none of the releases before it, although they were in use. The
 * nearer its first sight is to the beginning, the stronger.
 */
export const firstBadRelease: Rule = (facts, book) => {
  const ordered = facts.releases.toSorted((a, b) => a.firstSeenAt.getTime() - b.firstSeenAt.getTime())
  const first = ordered.find(({ events }) => events > 0)
  if (!first) return []
  const before = ordered.slice(0, ordered.indexOf(first))
  const clean = before.filter(({ projectEvents }) => projectEvents >= enoughWithout)
  const begin = beginningOf(facts)
  const delayMs = begin.getTime() - first.firstSeenAt.getTime()
  const near = delayMs >= -skewMs && delayMs <= showsWithinMs
  // The oldest release that is known: nothing says that it was the release.
  if (clean.length === 0 || !near) return []
  const seen = book.add(
    'release',
    `Release ${first.version} was first seen at ${minuteOf(first.firstSeenAt)}; the error began at ${minuteOf(begin)}, in it.`,
    first.version,
  )
  const without = clean
    .slice(-2)
    .map(({ version, projectEvents }) =>
      book.add('release', `Release ${version} sent ${projectEvents} events without this error.`, version),
    )
  // Releases that came later and do not have it, although they are in use: something else may have changed back.
  const later = ordered.slice(ordered.indexOf(first) + 1)
  const counter = later
    .filter(({ events, projectEvents }) => events === 0 && projectEvents >= enoughWithout)
    .map(({ version, projectEvents }) =>
      book.add('release', `The later release ${version} sent ${projectEvents} events without it.`, version),
    )
  const strength = 0.95 - 0.25 * (Math.max(0, delayMs) / showsWithinMs) - (counter.length > 0 ? 0.1 : 0)
  return finding(
    'release',
    strength,
    `It began with release ${first.version}: no earlier release has it.`,
    [seen, ...without],
    {
      counter,
      fix: {
        kind: 'rollback',
        description: `Go back to ${clean.at(-1)?.version}, or see what ${first.version} changed.`,
      },
    },
  )
}

/** Something was changed shortly before it began. Weaker than a release that has it alone: other things run as well. */
export const changesBefore: Rule = (facts, book) => {
  const begin = beginningOf(facts).getTime()
  const nearness = (at: Date): number => {
    const beforeMs = begin - at.getTime()
    return beforeMs < -skewMs || beforeMs > 60 * minuteMs ? 0 : 1 - Math.max(0, beforeMs) / (60 * minuteMs)
  }
  const deploys = facts.deploys.flatMap(({ id, version, environment, at }) =>
    finding(
      'deploy',
      0.7 * nearness(at),
      `Release ${version} was deployed${environment === null ? '' : ` to ${environment}`} ${before(begin, at)}.`,
      [nearness(at) > 0 ? book.add('deploy', `Deploy of ${version} at ${minuteOf(at)}.`, id) : undefined],
      {
        fix: {
          kind: 'rollback',
          description: `See what ${version} changed; going back tells whether it is the cause.`,
        },
      },
    ),
  )
  const changes = facts.changes.flatMap(({ id, what, at }) =>
    finding(
      'change',
      0.65 * nearness(at),
      `${what}, ${before(begin, at)}.`,
      [nearness(at) > 0 ? book.add('change', `${what} at ${minuteOf(at)}.`, id) : undefined],
      { fix: { kind: 'config', description: 'Look at the change, and take it back if it was not meant so.' } },
    ),
  )
  return [...deploys, ...changes]
}

function before(beginMs: number, at: Date): string {
  const minutes = Math.round((beginMs - at.getTime()) / minuteMs)
  return minutes <= 0 ? 'in the same minute' : `${minutes} minute${minutes === 1 ? '' : 's'} before it began`
}
