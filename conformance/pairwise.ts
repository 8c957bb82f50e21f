/** How well produced groups agree with true ones. Over-merging hides an incident, splitting only annoys: told apart. */

/** One event: `group` is the true one, `key` the produced one. */
export type Labelled = { group: string; key: string }

export type GroupingMeasures = {
  events: number
  /** Of all pairs that were put together, the share that belongs together; 1 where there are none. */
  precision: number
  /** Of all pairs that belong together, the share that was put together; 1 where there are none. */
  recall: number
  /** Harmonic mean of the two. */
  f1: number
  /** Share of produced groups that hold events of two or more true groups. */
  overMergeRate: number
  /** Share of true groups of two or more events that are spread over several produced groups. */
  splitRate: number
}

/** Counts pairs by the sizes of groups, so that the work grows with the number of events and not with that of pairs. */
export function measureGrouping(events: readonly Labelled[]): GroupingMeasures {
  const belong = pairsBy(events, ({ group }) => group)
  const together = pairsBy(events, ({ key }) => key)
  const right = pairsBy(events, ({ group, key }) => JSON.stringify([group, key]))
  const precision = together === 0 ? 1 : right / together
  const recall = belong === 0 ? 1 : right / belong
  const produced = [...Map.groupBy(events, ({ key }) => key).values()]
  const several = [...Map.groupBy(events, ({ group }) => group).values()].filter(({ length }) => length > 1)
  const isMixed = (members: Labelled[]) => new Set(members.map(({ group }) => group)).size > 1
  const isSpread = (members: Labelled[]) => new Set(members.map(({ key }) => key)).size > 1
  return {
    events: events.length,
    precision,
    recall,
    f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    overMergeRate: shareOf(produced, isMixed),
    splitRate: shareOf(several, isSpread),
  }
}

/** One line for people. */
export function describeMeasures(measures: GroupingMeasures): string {
  const { events, precision, recall, f1, overMergeRate, splitRate } = measures
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  return `${events} labelled events: pairwise precision ${percent(precision)}, recall ${percent(recall)}, F1 ${percent(f1)}, over-merged ${percent(overMergeRate)}, split ${percent(splitRate)}`
}

function pairsBy(events: readonly Labelled[], nameOf: (event: Labelled) => string): number {
  const sizes = [...Map.groupBy(events, nameOf).values()].map(({ length }) => length)
  return sizes.reduce((pairs, size) => pairs + (size * (size - 1)) / 2, 0)
}

const shareOf = <T>(all: readonly T[], test: (one: T) => boolean): number =>
  all.length === 0 ? 0 : all.filter(test).length / all.length
