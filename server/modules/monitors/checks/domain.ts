import { EgressFailed } from '#platform/egress'
import { monotonicMs } from '#platform/clock'
import { z } from 'zod'
import { judgeExpiry, daysLeft } from './certificate.ts'
import { getJson } from './http.ts'
import { failed, found, type CheckRun, type Finding } from './result.ts'
import type { SpecOf } from './spec.ts'
import { checkByWhois, notKnown } from './whois.ts'

/** Which RDAP service knows which endings (RFC 9224). */
const bootstrapUrl = 'https://data.iana.org/rdap/dns.json'

const Bootstrap = z.object({ services: z.array(z.tuple([z.array(z.string()), z.array(z.string())])) })
const Domain = z.object({
  events: z
    .array(z.object({ eventAction: z.string(), eventDate: z.string() }))
    .max(100)
    .default([]),
  status: z.array(z.string()).max(50).default([]),
})

/** When the registration ends, by RDAP (RFC 9082, RFC 9083), or by WHOIS where the registry has none. */
export async function checkDomain(run: CheckRun, spec: SpecOf<'domain'>): Promise<Finding> {
  if (spec.whoisServer) return checkByWhois(run, spec)
  const startedAt = monotonicMs()
  const domain = spec.domain.toLowerCase()
  const base = spec.rdapUrl ?? (await findService(run, domain))
  if (base === undefined) return checkByWhois(run, spec)
  const { status, body } = await getJson(run, `${base.replace(/\/$/, '')}/domain/${domain}`)
  const latencyMs = monotonicMs() - startedAt
  if (status === 404) return failed('expiring', 'the domain is not registered', { latencyMs, facts: { status } })
  if (status === 429) return notKnown('the registry gets too many questions')
  if (status !== 200)
    return failed('status', `the registry answered with status ${status}`, { latencyMs, facts: { status } })
  const registration = Domain.safeParse(body)
  if (!registration.success) throw new EgressFailed('protocol')
  const written = registration.data.events.find(({ eventAction }) => eventAction === 'expiration')?.eventDate ?? ''
  const endsAt = new Date(written)
  if (Number.isNaN(endsAt.getTime())) return notKnown('the registry does not say when the domain ends')
  const facts = { domainDays: daysLeft(endsAt, run.now()), domainEnds: endsAt.toISOString() }
  const holds = registration.data.status.some((text) => /^(client|server) hold$/.test(text))
  if (holds) return failed('not_serving', 'the registry keeps the domain out of the DNS', { latencyMs, facts })
  const seen = { warnDays: spec.warnDays, now: run.now(), latencyMs, facts }
  return judgeExpiry('the registration', endsAt, seen) ?? found(latencyMs, facts, 'the registration is in time')
}

async function findService(run: CheckRun, domain: string): Promise<string | undefined> {
  const { status, body } = await getJson(run, bootstrapUrl)
  const list = Bootstrap.safeParse(body)
  if (status !== 200 || !list.success) throw new EgressFailed('protocol')
  const ending = domain.split('.').at(-1) ?? ''
  const service = list.data.services.find(([endings]) => endings.includes(ending))
  return service?.[1].find((url) => url.startsWith('https://'))
}
