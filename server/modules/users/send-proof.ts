import { z } from 'zod'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { definePlatformJob, type PlatformJob } from '#platform/jobs'
import type { MailMessage } from '#platform/mail'
import { proofSecret, type EmailProof } from './email-proof.ts'
import * as repo from './email-proof-repo.ts'
import { alreadyKnownMail, proofMail } from './person-mail.ts'
import { findUserByEmail } from './repo.ts'
import { sendOnce } from './send-once.ts'

const input = z.object({ proofId: z.string() })

/** Mails the link, or what there is to say instead; a link that could open nothing is not kept. */
export const sendProof: PlatformJob<z.infer<typeof input>> = definePlatformJob({
  name: 'users.sendProof',
  purpose: 'authentication',
  reads: ['C01'],
  input,
  handle: send,
})

async function send(services: Services, { proofId }: z.infer<typeof input>): Promise<void> {
  const found = await inPlatformTransaction(services, async (tx) => {
    const proof = await repo.findEmailProof(tx, proofId)
    if (!proof || proof.expiresAt <= tx.now()) return undefined
    const user = await findUserByEmail(tx, proof.email)
    const decision = decide(proof, user !== undefined)
    if (decision === 'nothing') await repo.takeEmailProof(tx, proofId)
    if (decision === 'link' && proof.kind === 'passwordReset' && user) await repo.setProofUser(tx, proofId, user.id)
    return { proof, decision }
  })
  if (!found || found.decision === 'nothing') return
  await sendOnce(services, mailOf(services, found.proof, found.decision))
  if (found.decision === 'alreadyKnown') await inPlatformTransaction(services, (tx) => repo.takeEmailProof(tx, proofId))
}

type Decision = 'link' | 'alreadyKnown' | 'nothing'

function decide({ kind }: EmailProof, known: boolean): Decision {
  if (kind === 'passwordReset') return known ? 'link' : 'nothing'
  return known ? 'alreadyKnown' : 'link'
}

function mailOf(services: Services, proof: EmailProof, decision: Decision): MailMessage {
  const to = { address: proof.email, id: proof.id, appUrl: services.config.appUrl }
  return decision === 'link' ? proofMail(to, proof.kind, proofSecret(services.vault, proof)) : alreadyKnownMail(to)
}
