import { EgressFailed } from '#platform/egress'
import { monotonicMs } from '#platform/clock'
import { daysLeft } from './certificate.ts'
import { contact } from './contact.ts'
import { converse, type Conversation } from './conversation.ts'
import { failed, found, type CheckRun, type Finding } from './result.ts'
import type { SpecOf } from './spec.ts'

/** Greeting, EHLO, STARTTLS if wished (RFC 5321, RFC 3207), QUIT: no mail is begun. */
export async function checkSmtp(run: CheckRun, spec: SpecOf<'smtp'>): Promise<Finding> {
  const startedAt = monotonicMs()
  const { host, port, security } = spec
  const tls = { verify: 'required' as const }
  const target = { ...contact(run), host, port, plain: 'anywhere' as const }
  let socket = await run.egress.openSocket({ ...target, ...(security === 'tls' && { tls }) })
  try {
    let talk = converse(socket.stream)
    const refused = await greet(talk, security === 'starttls')
    if (refused) return refused
    if (security === 'starttls') {
      socket = await socket.startTls(tls)
      talk = converse(socket.stream)
      const again = await say(talk, `EHLO ${clientName}`)
      if (again.code !== 250) return answered(again.code)
    }
    const latencyMs = monotonicMs() - startedAt
    const ends = socket.tls?.expiresAt
    talk.write('QUIT\r\n')
    return found(
      latencyMs,
      { code: 250, ...(ends && { certificateDays: daysLeft(ends, run.now()) }) },
      'greeted and answered',
    )
  } finally {
    socket.stream.destroy()
  }
}

/** Until the server waits for the handshake. Undefined: it does. */
export function askSmtpForTls(talk: Conversation): Promise<Finding | undefined> {
  return greet(talk, true)
}

async function greet(talk: Conversation, forTls: boolean): Promise<Finding | undefined> {
  const greeting = await readReply(talk)
  if (greeting.code !== 220) return answered(greeting.code)
  const hello = await say(talk, `EHLO ${clientName}`)
  if (hello.code !== 250) return answered(hello.code)
  if (!forTls) return undefined
  if (!hello.lines.some((line) => line.toUpperCase() === 'STARTTLS')) {
    return failed('tls', 'the server does not offer STARTTLS', { facts: { code: hello.code } })
  }
  const ready = await say(talk, 'STARTTLS')
  if (ready.code !== 220) return answered(ready.code)
  // What was sent before the handshake could be somebody else's (CVE-2011-0411).
  if (talk.leftover() > 0) throw new EgressFailed('protocol')
  return undefined
}

const answered = (code: number): Finding => failed('status', `answered with code ${code}`, { facts: { code } })

/** An address literal that says nothing of us (RFC 5321 §4.1.3). */
const clientName = '[127.0.0.1]'
const maxLineBytes = 1024
const maxLines = 50

function say(talk: Conversation, line: string) {
  talk.write(`${line}\r\n`)
  return readReply(talk)
}

async function readReply(talk: Conversation): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = []
  while (lines.length < maxLines) {
    const line = (await talk.readUntil('\n', maxLineBytes)).toString('latin1').trimEnd()
    const [, code, mark, text] = /^(\d{3})([ -]?)(.*)$/.exec(line) ?? []
    if (code === undefined) throw new EgressFailed('protocol')
    lines.push(text ?? '')
    if (mark !== '-') return { code: Number(code), lines }
  }
  throw new EgressFailed('too_large')
}
