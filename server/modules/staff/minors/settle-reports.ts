/** What the erasure needs of reports that were confirmed; it is carried out by a module above this one. */
import type { PlatformTx } from '#platform/database'
import type { MinorReport } from './minor-report.ts'
import * as repo from './repo.ts'

/** Oldest first: of people who are to be erased now. */
export function listConfirmedMinors(tx: PlatformTx): Promise<MinorReport[]> {
  return repo.listConfirmed(tx)
}

/** Other reports about the same address are done with this one, and do not say any more whom they were about. */
export async function settleOtherReports(
  tx: PlatformTx,
  { reportId, address }: { reportId: string; address: string },
): Promise<void> {
  const report = await repo.getReportForUpdate(tx, reportId)
  await repo.forgetAddress(tx, { email: address, decidedBy: report.decidedBy, except: reportId })
}

/** The person is gone, and the report says when and not who. */
export async function finishMinorReport(
  tx: PlatformTx,
  { reportId, address }: { reportId: string; address: string | null },
): Promise<void> {
  if (address !== null) await settleOtherReports(tx, { reportId, address })
  await repo.updateReport(tx, reportId, { email: null, message: null, userId: null, erasedAt: tx.now() })
}
