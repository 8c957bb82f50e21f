import { EgressFailed } from '#platform/egress'
import { monotonicMs } from '#platform/clock'
import { contact } from './contact.ts'
import { converse, type Conversation } from './conversation.ts'
import { failed, found, type CheckRun, type Finding } from './result.ts'
import type { SpecOf } from './spec.ts'

const maxReplyBytes = 512

/** AUTH and PING (RESP2). */
export async function checkRedis(run: CheckRun, spec: SpecOf<'redis'>): Promise<Finding> {
  const startedAt = monotonicMs()
  const socket = await run.egress.openSocket({
    ...contact(run),
    ...{ host: spec.host, port: spec.port },
    ...(spec.tls && { tls: { verify: 'required' as const } }),
    plain: spec.password === null ? 'anywhere' : 'ownNetwork',
  })
  try {
    const talk = converse(socket.stream)
    if (spec.password !== null) {
      const words = spec.user === '' ? ['AUTH', spec.password] : ['AUTH', spec.user, spec.password]
      if ((await ask(talk, words)) !== '+OK') return failed('login', 'the login was refused')
    }
    const answer = await ask(talk, ['PING'])
    const latencyMs = monotonicMs() - startedAt
    if (answer === '+PONG') return found(latencyMs, {}, spec.password === null ? 'answered' : 'let us in, and answered')
    if (/^-(NOAUTH|NOPERM)/.test(answer)) return failed('login', 'the server wants a login', { latencyMs })
    if (answer.startsWith('-')) return failed('reported', 'the server answered with an error', { latencyMs })
    throw new EgressFailed('protocol')
  } finally {
    socket.stream.destroy()
  }
}

/** As an array of bulk strings, so that a password can be anything. */
async function ask(talk: Conversation, words: readonly string[]): Promise<string> {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
  talk.write(`*${words.length}\r\n${parts.join('')}`)
  return (await talk.readUntil('\r\n', maxReplyBytes)).toString('latin1').trimEnd()
}
