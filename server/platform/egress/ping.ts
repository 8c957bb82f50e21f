/** ICMP echo by the system's own `ping`, which may send what an ordinary program may not. */
import { execFile } from 'node:child_process'
import type { Address } from './address.ts'
import { formatAddress } from './connect.ts'
import { EgressFailed } from './errors.ts'

/** `unavailable`: there is no such program here, or it may not send. */
export type PingAnswer = { kind: 'icmp'; roundTripMs: number } | { kind: 'unavailable' }

export type PingCommand = (address: Address, deadline: AbortSignal, timeoutMs: number) => Promise<PingAnswer>

/** One packet. Throws EgressFailed `timeout` when nothing comes back. */
export function createPing(program = 'ping'): PingCommand {
  return (address, deadline, timeoutMs) => {
    const seconds = String(Math.max(1, Math.ceil(timeoutMs / 1000)))
    // An address that was judged and written by us: nothing of it can be taken for an option.
    const args = ['-n', '-q', '-c', '1', '-w', seconds, formatAddress(address)]
    const options = { signal: deadline, maxBuffer: 65_536, encoding: 'utf8' as const }
    const { promise, resolve, reject } = Promise.withResolvers<PingAnswer>()
    execFile(program, args, options, (error, stdout) => {
      const roundTripMs = readRoundTrip(stdout)
      if (!error && roundTripMs !== undefined) return resolve({ kind: 'icmp', roundTripMs })
      // 1: no answer. Everything else is a ping that could not be sent.
      if (deadline.aborted || error?.code === 1) return reject(new EgressFailed('timeout'))
      resolve({ kind: 'unavailable' })
    })
    return promise
  }
}

/** From `rtt min/avg/max/mdev = 0.1/0.2/0.3/0.0 ms` of iputils, or `round-trip … = 0.1/0.2/0.3 ms` of busybox. */
export function readRoundTrip(output: string): number | undefined {
  const average = /= *[\d.]+\/([\d.]+)\/[\d.]+(?:\/[\d.]+)? *ms/.exec(output)?.[1]
  return average === undefined ? undefined : Number(average)
}
