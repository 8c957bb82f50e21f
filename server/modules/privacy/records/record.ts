/**
 * Evidence of what no program can prove: that people were trained, that a door is locked, that a contract was signed. A
 * sentence of the policy that rests on one is published while a record of its kind is current, and withheld otherwise.
 */

export const recordKinds = [
  /** Everyone who may see data was taught how to handle it. */
  'training',
  /** Who may reach what was looked through. */
  'accessReview',
  /** People who may see data were checked before. */
  'backgroundCheck',
  'administrativeSafeguards',
  'physicalSafeguards',
  /** What to do when something goes wrong is written down. */
  'incidentRunbook',
  'incidentDrill',
  'restoreDrill',
  /** The machines of the installation are where the profile says. */
  'hostingRegion',
  /** `about`: the id of a processor, whose agreement was signed. */
  'processorContract',
  /** `about`: the id of a processor of kind ai, which agreed not to train. */
  'noTraining',
  /** `about`: the id of a processor; what it does on its own side, e.g. cutting addresses short. */
  'processorMeasure',
] as const

export type RecordKind = (typeof recordKinds)[number]

export type EvidenceRecord = {
  id: string
  kind: RecordKind
  /** What it is about more closely: the id of a processor, a region; null where the kind says it all. */
  about: string | null
  /** What was done or found, in a line. */
  what: string
  /** The day on which it was, `2026-11-21`. */
  happenedOn: string
  /** Who did it: a person, a firm. */
  doneBy: string
  /** The last day on which it counts. */
  validUntil: string
  /** Of the document that shows it, in hex; null where there is none. */
  documentSha256: string | null
  /** Where the document is, for whoever has to show it. */
  reference: string | null
  recordedAt: Date
  /** The user who wrote it down; null once that user is gone. */
  recordedBy: string | null
  withdrawnAt: Date | null
  withdrawnReason: string | null
  withdrawnBy: string | null
}

export type RecordState = 'current' | 'stale' | 'withdrawn'

/** By the day in UTC; the last day still counts. */
export function stateOf({ withdrawnAt, validUntil }: EvidenceRecord, now: Date): RecordState {
  if (withdrawnAt !== null) return 'withdrawn'
  return validUntil >= now.toISOString().slice(0, 10) ? 'current' : 'stale'
}
