import { EgressFailed } from '#platform/egress'
import { monotonicMs } from '#platform/clock'
import { contact } from './contact.ts'
import { failed, found, type CheckRun, type Finding } from './result.ts'
import type { SpecOf } from './spec.ts'

/** ICMP where it is permitted, else a TCP connection; the facts say which it was. */
export async function checkPing(run: CheckRun, { host, port }: SpecOf<'ping'>): Promise<Finding> {
  const answer = await run.egress.ping({ ...contact(run), host }).catch((error: unknown) => {
    if (error instanceof EgressFailed && error.kind === 'timeout') return undefined
    throw error
  })
  if (answer === undefined) return failed('unreachable', 'does not answer to ICMP echo', { facts: { by: 'icmp' } })
  if (answer.kind === 'icmp') return found(answer.roundTripMs, { by: 'icmp' }, 'answered to ICMP echo')
  return connectInstead(run, host, port)
}

async function connectInstead(run: CheckRun, host: string, port: number): Promise<Finding> {
  const facts = { by: 'tcp', port }
  const startedAt = monotonicMs()
  try {
    const socket = await run.egress.openSocket({ ...contact(run), host, port, plain: 'anywhere' })
    socket.stream.destroy()
    return found(socket.connectMs, facts, 'a TCP connection could be made (ICMP is not permitted here)')
  } catch (error) {
    if (!(error instanceof EgressFailed) || !['connect', 'reset', 'timeout'].includes(error.kind)) throw error
    const latencyMs = error.kind === 'timeout' ? null : monotonicMs() - startedAt
    return failed('unreachable', 'no TCP connection could be made (ICMP is not permitted here)', { latencyMs, facts })
  }
}
