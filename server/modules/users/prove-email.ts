/** Mails a link to an address, and takes the proof that comes back. */
import type { PlatformTx } from '#platform/database'
import { AppError } from '#platform/errors'
import { newId } from '#platform/ids'
import { enqueueForPlatform } from '#platform/jobs'
import { lifetimesMs, readProofSecret, type EmailProof, type EmailProofKind } from './email-proof.ts'
import * as repo from './email-proof-repo.ts'
import { sendProof } from './send-proof.ts'

/**
 * Does the same for every address: whether somebody signs in with it is looked up by the job that sends the mail, so
 * neither the answer nor its time tells.
 */
export async function mailProof(
  tx: PlatformTx,
  proof: Pick<EmailProof, 'kind' | 'userId' | 'email' | 'data'>,
): Promise<void> {
  const now = tx.now()
  const id = newId('eml', now)
  const expiresAt = new Date(now.getTime() + lifetimesMs[proof.kind])
  await repo.insertEmailProof(tx, { ...proof, id, createdAt: now, expiresAt })
  await enqueueForPlatform(tx, sendProof, { proofId: id })
}

/** The link as it is, not used up. Throws `gone` for one that opens nothing. */
export async function findProofOfEmail(tx: PlatformTx, kind: EmailProofKind, secret: string): Promise<EmailProof> {
  const id = readProofSecret(tx.vault, kind, secret)
  return alive(tx, kind, id === undefined ? undefined : await repo.findEmailProof(tx, id))
}

/** Uses the link up; what fails afterwards in the transaction gives it back. Throws `gone` for one that opens nothing. */
export async function takeProofOfEmail(tx: PlatformTx, kind: EmailProofKind, secret: string): Promise<EmailProof> {
  const id = readProofSecret(tx.vault, kind, secret)
  return alive(tx, kind, id === undefined ? undefined : await repo.takeEmailProof(tx, id))
}

function alive(tx: PlatformTx, kind: EmailProofKind, proof: EmailProof | undefined): EmailProof {
  if (!proof || proof.kind !== kind || proof.expiresAt <= tx.now()) throw linkIsGone()
  return proof
}

/** The same words for a wrong, a used, an old and an unknown link. */
export function linkIsGone(): AppError {
  return new AppError('gone', 'this link is not valid or not valid any more; ask for a new one')
}
