/** Protocols that begin in the clear and go on encrypted when they are asked to. No login, nothing that is meant for anybody. */
import { EgressFailed } from '#platform/egress'
import type { Conversation } from './conversation.ts'
import { askMysqlForTls } from './mysql.ts'
import { askPostgresForTls } from './postgres.ts'
import { failed, type Finding } from './result.ts'
import { askSmtpForTls } from './smtp.ts'
import type { SpecOf } from './spec.ts'

type StartTlsProtocol = NonNullable<SpecOf<'tls'>['startTls']>

/** Until the server waits for the handshake. Undefined: it does. Throws EgressFailed for what is not the protocol. */
export function askForTls(protocol: StartTlsProtocol, talk: Conversation): Promise<Finding | undefined> {
  switch (protocol) {
    case 'smtp':
      return askSmtpForTls(talk)
    case 'imap':
      return askImap(talk)
    case 'pop3':
      return askPop3(talk)
    case 'postgres':
      return askPostgresForTls(talk)
    case 'mysql':
      return askMysqlForTls(talk)
  }
}

const maxLineBytes = 8192
const maxLines = 50

/** RFC 9051 §6.2.1. The server says more before it answers the command: lines with a star. */
async function askImap(talk: Conversation): Promise<Finding | undefined> {
  const [, greeting] = /^\* (OK|PREAUTH|BYE)\b/i.exec(await readLine(talk)) ?? []
  if (greeting === undefined) throw new EgressFailed('protocol')
  if (/^bye$/i.test(greeting)) return notServing()
  talk.write('a1 STARTTLS\r\n')
  for (let lines = 0; lines < maxLines; lines += 1) {
    const line = await readLine(talk)
    if (line.startsWith('* ')) continue
    const [, answer] = /^a1 (OK|NO|BAD)\b/i.exec(line) ?? []
    if (answer === undefined) throw new EgressFailed('protocol')
    return answer.toUpperCase() === 'OK' ? nothingMore(talk) : notOffered()
  }
  throw new EgressFailed('too_large')
}

/** RFC 2595 §4. */
async function askPop3(talk: Conversation): Promise<Finding | undefined> {
  const greeting = await readLine(talk)
  if (greeting.startsWith('-ERR')) return notServing()
  if (!greeting.startsWith('+OK')) throw new EgressFailed('protocol')
  talk.write('STLS\r\n')
  const answer = await readLine(talk)
  if (answer.startsWith('-ERR')) return notOffered()
  if (!answer.startsWith('+OK')) throw new EgressFailed('protocol')
  return nothingMore(talk)
}

async function readLine(talk: Conversation): Promise<string> {
  return (await talk.readUntil('\n', maxLineBytes)).toString('latin1').trimEnd()
}

/** What was sent before the handshake could be somebody else's (RFC 9051 §6.2.1, CVE-2011-0411). */
function nothingMore(talk: Conversation): undefined {
  if (talk.leftover() > 0) throw new EgressFailed('protocol')
  return undefined
}

const notOffered = (): Finding => failed('tls', 'the server does not offer STARTTLS')
const notServing = (): Finding => failed('not_serving', 'the server greets nobody now')
