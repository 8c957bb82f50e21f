import { asStaff } from '#modules/staff'
import type { PersonContext } from '#platform/context'
import { conflict, invalidRequest } from '#platform/errors'
import { newId } from '#platform/ids'
import type { EvidenceRecord, RecordKind } from './record.ts'
import * as repo from './repo.ts'

export type NewRecord = Pick<
  EvidenceRecord,
  'kind' | 'about' | 'what' | 'happenedOn' | 'doneBy' | 'validUntil' | 'documentSha256' | 'reference'
>

/** Longest time for which evidence may count before it has to be looked at again. */
const maxValidDays = 1_100
const dayMs = 24 * 3_600_000

/** By whom and when it was written down is the program's to say. Throws invalid_request for days that cannot be. */
export function keepRecord(ctx: PersonContext, input: NewRecord): Promise<EvidenceRecord> {
  return asStaff(ctx, async (tx) => {
    const now = tx.now()
    checkDays(input, now)
    const record: EvidenceRecord = {
      ...input,
      ...{ id: newId('rec', now), recordedAt: now, recordedBy: tx.person.id },
      ...{ withdrawnAt: null, withdrawnReason: null, withdrawnBy: null },
    }
    await repo.insertRecord(tx, record)
    return record
  })
}

/** It was wrong, or holds no more: it counts for nothing from now on, and stays with the reason. */
export function withdrawRecord(ctx: PersonContext, id: string, reason: string): Promise<EvidenceRecord> {
  return asStaff(ctx, async (tx) => {
    await repo.getRecord(tx, id)
    const withdrawn = await repo.withdrawRecord(tx, id, { at: tx.now(), reason, by: tx.person.id })
    if (!withdrawn) throw conflict('the record is withdrawn already')
    return withdrawn
  })
}

export function listRecords(ctx: PersonContext, query: { kind?: RecordKind | undefined }): Promise<EvidenceRecord[]> {
  return asStaff(ctx, (tx) => repo.listRecords(tx, query))
}

function checkDays({ happenedOn, validUntil }: NewRecord, now: Date): void {
  const refuse = (path: string, message: string) => invalidRequest(`${path}: ${message}`, [{ path, message }])
  // Somewhere it is tomorrow already.
  if (happenedOn > new Date(now.getTime() + dayMs).toISOString().slice(0, 10)) {
    throw refuse('happenedOn', 'is in the future')
  }
  if (validUntil < happenedOn) throw refuse('validUntil', 'is before the day on which it was')
  if (Date.parse(validUntil) - Date.parse(happenedOn) > maxValidDays * dayMs) {
    throw refuse('validUntil', 'evidence counts for three years at most, then it is looked at again')
  }
}
