/** The receipt of an erasure: what went, what stays, why and until when; signed, and without anyone's name. */
import { isSigned, signStatement } from '#modules/audit'
import type { VaultKeys } from '#platform/vault'
import { linkSecret, readLinkSecret } from '#platform/vault'
import type { Erasure } from './erasure.ts'
import type { ReceiptRow } from './repo.ts'
import type { Summary } from './summary.ts'

export type ReceiptContent = Summary & {
  format: 'watchword-erasure-receipt-1'
  id: string
  kind: Erasure['kind']
  policyVersion: string
  requestedAt: string
  madeAt: string
  /** Processors that were to erase too; whether they confirmed it is shown beside the receipt. */
  processors: string[]
}

/** The same key as of the audit log's checkpoints, which is published at `/api/v1/audit-key`. */
export function signReceipt(vault: VaultKeys, content: ReceiptContent, madeAt: Date): Omit<ReceiptRow, 'mailedAt'> {
  const text = JSON.stringify(content)
  return { erasureId: content.id, madeAt, content: text, ...signStatement(vault, text) }
}

export function isGenuine({ content, signature, publicKey }: Pick<ReceiptRow, 'content' | 'signature' | 'publicKey'>) {
  return isSigned(content, signature, publicKey)
}

/** What stands behind the # of a mailed link; each opens one thing alone. */
export function receiptSecret(vault: VaultKeys, erasureId: string): string {
  return linkSecret(vault, 'privacy.receipt', erasureId)
}

export function readReceiptSecret(vault: VaultKeys, secret: string): string | undefined {
  return readLinkSecret(vault, 'privacy.receipt', 'ers', secret)
}

export function restoreSecret(vault: VaultKeys, erasureId: string): string {
  return linkSecret(vault, 'privacy.closure', erasureId)
}

export function readRestoreSecret(vault: VaultKeys, secret: string): string | undefined {
  return readLinkSecret(vault, 'privacy.closure', 'ers', secret)
}
