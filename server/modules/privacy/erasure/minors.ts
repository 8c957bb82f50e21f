/** Whoever was confirmed to be too young is erased without any grace, and is told nothing. */
import { finishMinorReport, listConfirmedMinors, settleOtherReports } from '#modules/staff'
import type { Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { eraseByAddress, eraseUserNow } from './close-account.ts'
import type { Erasure } from './erasure.ts'

/** An erasure for each confirmed report that has none yet. */
export async function beginMinors(services: Services): Promise<void> {
  const reports = await inPlatformTransaction(services, listConfirmedMinors)
  for (const { id: reportId, userId, email } of reports) {
    const isBegun = await inPlatformTransaction(services, (tx) => hasErasure(tx, reportId))
    if (isBegun) continue
    if (userId !== null) {
      await inPlatformTransaction(services, (tx) => eraseUserNow(tx, userId, { reason: 'minor', reportId }))
    } else if (email !== null) await eraseByAddress(services, email, 'minor', reportId)
  }
}

async function hasErasure({ db }: PlatformTx, reportId: string): Promise<boolean> {
  const query = db.selectFrom('erasures').select('id').where('reportId', '=', reportId)
  return (await query.executeTakeFirst()) !== undefined
}

export async function beginMinor(tx: PlatformTx, { reportId, address }: Erasure): Promise<void> {
  if (reportId !== null && address !== null) await settleOtherReports(tx, { reportId, address })
}

export async function endMinor(tx: PlatformTx, { reportId, address }: Erasure): Promise<void> {
  if (reportId !== null) await finishMinorReport(tx, { reportId, address })
}
