/** Which alerts silences kept quiet at a time of the past, for a rehearsal that asks in the order of time. Pure. */
import { labelsKey, type Labels } from '#modules/metrics'
import { silencersOf, stateOf, type Silence } from '../alertmanager/silence.ts'

/** Whether some silence that is in force then matches the labels. */
export type IsQuiet = (labels: Labels, nowMs: number) => boolean

export function createQuiet(silences: readonly Silence[]): IsQuiet {
  if (silences.length === 0) return () => false
  const turns = silences.flatMap(({ startsAt, endsAt }) => [startsAt.getTime(), endsAt.getTime()]).sort((a, b) => a - b)
  // Between two turns the same ones are in force, and whoever fires is asked about again and again.
  let [fromMs, untilMs] = [Infinity, -Infinity]
  let silencers = silencersOf([])
  let known = new Map<string, boolean>()
  return (labels, nowMs) => {
    if (nowMs < fromMs || nowMs >= untilMs) {
      fromMs = turns.findLast((turn) => turn <= nowMs) ?? -Infinity
      untilMs = turns.find((turn) => turn > nowMs) ?? Infinity
      silencers = silencersOf(silences.filter((one) => stateOf(one, new Date(nowMs)) === 'active'))
      known = new Map()
    }
    const key = labelsKey(labels)
    const isQuiet = known.get(key) ?? silencers(Object.fromEntries(labels)).length > 0
    known.set(key, isQuiet)
    return isQuiet
  }
}
