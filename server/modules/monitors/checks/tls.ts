import { monotonicMs } from '#platform/clock'
import type { OpenSocket, Trust } from '#platform/egress'
import { daysLeft, judgeExpiry } from './certificate.ts'
import { contact } from './contact.ts'
import { converse } from './conversation.ts'
import { failed, found, type CheckRun, type Finding } from './result.ts'
import type { SpecOf } from './spec.ts'
import { askForTls } from './start-tls.ts'

const problems: Record<Exclude<Trust, 'trusted'>, string> = {
  name: 'the certificate is not for this name',
  expired: 'a certificate of the chain has expired',
  notYetValid: 'a certificate of the chain is not valid yet',
  untrusted: 'the chain of certificates is not trusted',
}

/** The handshake alone: any certificate is looked at, and nothing is sent after it. */
export async function checkTls(run: CheckRun, spec: SpecOf<'tls'>): Promise<Finding> {
  const startedAt = monotonicMs()
  const socket = await shakeHands(run, spec)
  if ('outcome' in socket) return socket
  socket.stream.destroy()
  const latencyMs = monotonicMs() - startedAt
  const { tls } = socket
  if (!tls?.expiresAt) return failed('certificate', 'there was no certificate', { latencyMs })
  const facts = {
    certificateDays: daysLeft(tls.expiresAt, run.now()),
    certificateEnds: tls.expiresAt.toISOString(),
    tls: tls.protocol,
  }
  const seen = { latencyMs, facts }
  if (tls.trust !== 'trusted') return failed('certificate', problems[tls.trust], seen)
  const expiry = judgeExpiry('a certificate of the chain', tls.expiresAt, {
    warnDays: spec.certificateDays,
    now: run.now(),
    ...seen,
  })
  return expiry ?? found(latencyMs, facts, 'the certificate is trusted and in time')
}

/** A finding: the server did not come to the handshake. */
async function shakeHands(run: CheckRun, spec: SpecOf<'tls'>): Promise<OpenSocket | Finding> {
  const { host, port, serverName, startTls } = spec
  const tls = { verify: 'reported' as const, ...(serverName !== null && { serverName }) }
  // A spec that was stored before there was a choice has no such field.
  if (!startTls) return run.egress.openSocket({ ...contact(run), host, port, tls })
  const plain = await run.egress.openSocket({ ...contact(run), host, port, plain: 'anywhere' })
  try {
    const refused = await askForTls(startTls, converse(plain.stream))
    if (!refused) return await plain.startTls(tls)
    plain.stream.destroy()
    return refused
  } catch (error) {
    plain.stream.destroy()
    throw error
  }
}
