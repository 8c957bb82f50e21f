/**
 * What the published sentences rest on: the passing tests of the last recorded run, and for what no test can show a
 * dated record. A sentence without them is withheld, not published (ADR 0022).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { stateOf, type EvidenceRecord, type RecordKind } from '#modules/privacy'
import type { Facts } from './policy/rule.ts'

export type Evidence = { ranAt: Date; results: Readonly<Record<string, readonly string[]>> }

/** What sentences are judged by. Records are those that were not withdrawn, fresh or not. */
export type Proof = { evidence: Evidence | undefined; records: readonly EvidenceRecord[]; now: Date }

/** Written by `npm run promises -- --record`. */
export const evidencePath = join(import.meta.dirname, '..', '..', '..', 'promises', 'evidence.json')

/** A run that is older proves nothing of today. */
export const maxAgeDays = 400
const dayMs = 86_400_000

const evidenceSchema = z.object({
  ranAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  results: z.record(z.string(), z.array(z.string())),
})

/** Undefined where nothing was recorded, or what was recorded cannot be read. */
export function readEvidence(path = evidencePath): Evidence | undefined {
  try {
    return evidenceSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data
  } catch {
    return undefined
  }
}

type Needed = { kind: RecordKind; about?: string }

/** What the software cannot prove (the ledger's section 8) rests on dated records, beside the tests. */
const needed: Readonly<Record<string, (facts: Facts) => Needed[]>> = {
  'AHU-29': () => [{ kind: 'incidentRunbook' }, { kind: 'incidentDrill' }],
  'AHU-30': () => [{ kind: 'training' }, { kind: 'accessReview' }, { kind: 'backgroundCheck' }],
  'DSE-30': () => [{ kind: 'administrativeSafeguards' }, { kind: 'physicalSafeguards' }],
  'DSE-39': hosting,
  'SEN-32': (facts) => (facts.profile.regions.hosting === 'onPremises' ? [] : hosting(facts)),
  'CAB-26': ({ processors }) =>
    processors.filter(({ dpa }) => dpa !== null).map(({ id }) => ({ kind: 'processorContract', about: id })),
  'OPS-26': ({ processors }) =>
    processors.filter(({ kind }) => kind === 'ai').map(({ id }) => ({ kind: 'noTraining', about: id })),
  'OPS-16': ({ processors }) =>
    processors.filter(({ kind }) => kind === 'analytics').map(({ id }) => ({ kind: 'processorMeasure', about: id })),
}

/** Promises that no test can prove at all. */
const byRecordAlone: ReadonlySet<string> = new Set(['AHU-30', 'DSE-30'])

function hosting({ profile }: Facts): Needed[] {
  return [{ kind: 'hostingRegion', about: profile.regions.hosting }]
}

/** The kinds that any sentence here rests on. */
export function kindsNeeded(facts: Facts): RecordKind[] {
  return [...new Set(Object.values(needed).flatMap((of) => of(facts).map(({ kind }) => kind)))]
}

/** Why a sentence with these promises is withheld; null when it may be published. */
export function reasonToWithhold(ids: readonly string[], facts: Facts, proof: Proof): string | null {
  if (ids.length === 0) return 'it names no promise'
  const reasons = ids.flatMap((id) => [...recordReasons(id, facts, proof), ...testReasons(id, proof)])
  return reasons.length === 0 ? null : [...new Set(reasons)].join('; ')
}

function recordReasons(id: string, facts: Facts, { records, now }: Proof): string[] {
  const wanted = Object.hasOwn(needed, id) ? (needed[id]?.(facts) ?? []) : []
  return wanted.flatMap(({ kind, about }) => {
    const found = records.filter((record) => record.kind === kind && (about === undefined || record.about === about))
    if (found.some((record) => stateOf(record, now) === 'current')) return []
    const what = `${spaced(kind)}${about === undefined ? '' : ` (${about})`}`
    const newest = found
      .map(({ happenedOn }) => happenedOn)
      .toSorted()
      .at(-1)
    return [newest === undefined ? `there is no record of ${what}` : `the record of ${what} of ${newest} is stale`]
  })
}

function testReasons(id: string, { evidence, now }: Proof): string[] {
  if (byRecordAlone.has(id)) return []
  if (!evidence) return ['no test run was recorded with this installation']
  if (testsOf(id, evidence).length === 0) return [`no test that proves ${id} has passed`]
  const ageDays = (now.getTime() - evidence.ranAt.getTime()) / dayMs
  return ageDays > maxAgeDays ? [`the last test run is older than ${maxAgeDays} days`] : []
}

export function testsOf(id: string, evidence: Evidence | undefined): readonly string[] {
  const { results = {} } = evidence ?? {}
  return Object.hasOwn(results, id) ? (results[id] ?? []) : []
}

/** `accessReview` as words. */
function spaced(kind: RecordKind): string {
  return kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
