import { linkIsGone, senderKey } from '#modules/users'
import { findWorkspaces } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { linksPerSender } from './limits.ts'
import { readContent } from './make-receipt.ts'
import { listNoticesOf } from './processor-notices.ts'
import { readReceiptSecret } from './receipt.ts'
import * as repo from './repo.ts'

/**
 * The receipt for whoever has its link, as it was signed; `waiting` while the erasure is still to come. Throws gone, in
 * the same words, for a link that we did not make, for what was taken back, and when the receipt is kept no more.
 */
export async function readReceipt(
  services: Services,
  { secret }: { secret: string },
  { remoteAddress }: { remoteAddress: string },
) {
  await services.limiter.consume(linksPerSender, senderKey(remoteAddress))
  const id = readReceiptSecret(services.vault, secret)
  if (id === undefined) throw linkIsGone()
  return inPlatformTransaction(services, async (tx) => {
    const [erasure, row] = [await repo.findErasure(tx, id), await repo.findReceipt(tx, id)]
    if (erasure?.restoredAt || (!erasure && !row)) throw linkIsGone()
    if (!row || !erasure?.startedAt) {
      return { state: 'waiting' as const, deleteBy: erasure?.deleteBy ?? null, receipt: null }
    }
    const content = readContent(row)
    const names = await findWorkspaces(
      tx,
      content.workspacesDecide.map(({ workspaceId }) => workspaceId),
    )
    const notices = await listNoticesOf(tx, id)
    const { publicKey, keyId, signature } = row
    const receipt = {
      ...content,
      workspacesDecide: content.workspacesDecide.map((one) => ({
        ...one,
        name: names.get(one.workspaceId)?.name ?? null,
      })),
      processors: notices.map(({ processorName, toldAt, confirmedAt }) => ({
        name: processorName,
        toldAt,
        confirmedAt,
      })),
      finishedAt: erasure.finishedAt,
      signed: { content: row.content, publicKey, keyId, signature },
    }
    return { state: 'done' as const, deleteBy: erasure.deleteBy, receipt }
  })
}
