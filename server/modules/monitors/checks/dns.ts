import { contact } from './contact.ts'
import { monotonicMs } from '#platform/clock'
import { failed, found, type CheckRun, type Finding } from './result.ts'
import type { SpecOf } from './spec.ts'

export async function checkDns(run: CheckRun, spec: SpecOf<'dns'>): Promise<Finding> {
  const startedAt = monotonicMs()
  const { name, recordType: type, resolver } = spec
  const { code, records } = await run.egress.askForRecords({ ...contact(run), name, type, resolver })
  const latencyMs = monotonicMs() - startedAt
  const seen = { latencyMs, facts: { responseCode: code, records: records.length } }
  if (code !== spec.responseCode) return failed('response_code', `answered ${code}, not ${spec.responseCode}`, seen)
  if (code === 'NOERROR' && spec.expected === null && records.length === 0) {
    return failed('records', `the name has no ${type} record`, seen)
  }
  if (spec.expected === null || areExpected(spec.expected, records))
    return found(latencyMs, seen.facts, `answered ${code}`)
  return failed('records', 'the records are not the expected ones', seen)
}

/** Names and addresses without regard to case and last dot. */
export function areExpected(
  { match, values }: NonNullable<SpecOf<'dns'>['expected']>,
  records: readonly string[],
): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/\.$/, '').trim()
  const there = new Set(records.map(plain))
  const wanted = new Set(values.map(plain))
  const hits = [...wanted].filter((value) => there.has(value)).length
  if (match === 'any') return hits > 0
  return hits === wanted.size && (match === 'all' || there.size === wanted.size)
}
