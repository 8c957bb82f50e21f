/** When a registration ends, by WHOIS (RFC 3912): for endings whose registry has no RDAP. */
import { monotonicMs } from '#platform/clock'
import { EgressFailed } from '#platform/egress'
import { daysLeft, judgeExpiry } from './certificate.ts'
import { contact } from './contact.ts'
import { converse } from './conversation.ts'
import { failed, found, type CheckRun, type Finding } from './result.ts'
import type { SpecOf } from './spec.ts'
import { readWhois } from './whois-text.ts'

type Server = { host: string; port: number }

/** Knows the WHOIS server of every ending that has one. */
const iana: Server = { host: 'whois.iana.org', port: 43 }
/** An answer has some kilobytes; what is longer is none. */
const maxAnswerBytes = 65_536

/** `root` refers to the server of the registry; another one for tests. */
export async function checkByWhois(run: CheckRun, spec: SpecOf<'domain'>, root: Server = iana): Promise<Finding> {
  const startedAt = monotonicMs()
  const domain = spec.domain.toLowerCase()
  // A spec that was stored before there was WHOIS has no such field.
  const server = spec.whoisServer ? spec.whoisServer : await findServer(run, domain, root)
  if (server === undefined) return notKnown('no registry says publicly when domains with this ending end')
  const answer = readWhois(await ask(run, server, domain))
  const latencyMs = monotonicMs() - startedAt
  if (answer === 'busy') return notKnown('the registry gets too many questions')
  if (answer === 'free')
    return failed('expiring', 'the domain is not registered', { latencyMs, facts: { by: 'WHOIS' } })
  if (answer === undefined) return notKnown('the registry does not say when the domain ends')
  const { endsAt, isHeld } = answer
  const facts = { by: 'WHOIS', domainDays: daysLeft(endsAt, run.now()), domainEnds: endsAt.toISOString() }
  if (isHeld) return failed('not_serving', 'the registry keeps the domain out of the DNS', { latencyMs, facts })
  const seen = { warnDays: spec.warnDays, now: run.now(), latencyMs, facts }
  return judgeExpiry('the registration', endsAt, seen) ?? found(latencyMs, facts, 'the registration is in time')
}

/** That nobody says it is no reason to believe that it is so, nor that it is not. */
export function notKnown(reason: string): Finding {
  return { outcome: 'unknown', latencyMs: null, reason, code: 'reported', facts: {} }
}

/** Undefined: the ending has none. What it refers to goes through the same judgement as any address. */
async function findServer(run: CheckRun, domain: string, root: Server): Promise<Server | undefined> {
  const answer = await ask(run, root, domain.split('.').at(-1) ?? '')
  const [, host, port] = /^(?:whois|refer):[ \t]*([a-z0-9.-]{1,253})(?::(\d{1,5}))?[ \t]*\r?$/im.exec(answer) ?? []
  return host === undefined ? undefined : { host, port: port === undefined ? 43 : Number(port) }
}

/** One line, and all of the answer until the server hangs up. Throws EgressFailed. */
async function ask(run: CheckRun, { host, port }: Server, question: string): Promise<string> {
  // Public data is asked for, in a protocol that knows no encryption.
  const { stream } = await run.egress.openSocket({ ...contact(run), host, port, plain: 'anywhere' })
  try {
    const talk = converse(stream)
    talk.write(`${question}\r\n`)
    const answer = await talk.readToEnd(maxAnswerBytes)
    if (answer.length === 0) throw new EgressFailed('protocol')
    return answer.toString('utf8')
  } finally {
    stream.destroy()
  }
}
