import type { CallCount } from '../facts.ts'
import { finding, type Rule } from '../finding.ts'
import { shareAtLeast, shareAtMost } from '../statistics.ts'

const minCalls = 5
const minRise = 0.1

/** A call to another service or store that failed about never before the beginning and often since. */
export const failingDependency: Rule = (facts, book) =>
  facts.dependencies.flatMap(({ name, service, before, since, inTraces }) => {
    if (since.calls < minCalls) return []
    const rise =
      shareAtLeast(since.failed, since.calls) - (before.calls === 0 ? 0 : shareAtMost(before.failed, before.calls))
    if (rise < minRise) return []
    // Seen failing in the very traces of the error it is the cause; elsewhere it may only be beside it.
    const strength = Math.min(0.97, 0.6 + 0.3 * rise + (inTraces > 0 ? 0.15 : 0))
    return finding(
      'dependency',
      strength,
      `Calls from ${service} to ${name} fail: ${told(since)} since it began.`,
      [
        book.add('dependency', `${name}: ${told(since)} since the beginning, ${told(before)} before.`),
        inTraces > 0
          ? book.add('dependency', `${name} failed in ${inTraces} of the traces in which the error happened.`)
          : undefined,
      ],
      { fix: { kind: 'operate', description: `See whether what answers ${name} is up and reachable.` } },
    )
  })

const told = ({ failed, calls }: CallCount) => `${failed} of ${calls} failed`

/** Incidents that began at the same time, above all in the same traces. */
export const incidentsBeside: Rule = (facts, book) =>
  facts.beside
    .filter(({ minutes, sharedTraces }) => minutes >= 3 || sharedTraces > 0)
    .slice(0, 3)
    .flatMap(({ id, number, title, firstSeenAt, sharedTraces, minutes }) => {
      const sooner = firstSeenAt <= facts.incident.firstSeenAt
      const strength = (sharedTraces > 0 ? 0.5 : 0.3) + (sooner ? 0.1 : 0)
      const when = sooner ? 'began before it and is active' : 'is active'
      return finding('beside', strength, `Incident ${number} ("${title}") ${when} at the same time.`, [
        book.add(
          'incidentBeside',
          `Incident ${number} ("${title}") was active in ${minutes} of the same minutes and shares ${sharedTraces} traces.`,
          id,
        ),
      ])
    })
