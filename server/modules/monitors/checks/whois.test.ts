import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { checkSpec, type SpecOf } from './spec.ts'
import { byLine, check, closedPort, drip, egressTo, flood, now, raw } from './targets.fixture.ts'
import { checkByWhois } from './whois.ts'
import { readWhois } from './whois-text.ts'

const host = '127.0.0.1'

/** Answers each question with what it knows, and hangs up. */
const registry = (answers: Record<string, string>) =>
  raw(
    byLine('', (line, socket) => {
      socket.end(answers[line] ?? 'No match for domain.\r\n')
      return ''
    }),
  )

const at = async (answers: Record<string, string>) => ({ host, port: await registry(answers) })

test('a registry without RDAP is asked by WHOIS when the registration ends', async () => {
  const whoisServer = await at({
    'good.test': 'Domain Name: GOOD.TEST\r\nRegistry Expiry Date: 2027-11-22T12:00:00Z\r\n',
    'soon.test': '% notice\nexpires:      2026-12-01\n',
    'late.test': 'paid-till:     2026-11-20T00:00:00Z\n',
    'held.test': 'Domain Status: clientHold https://icann.org/epp#clientHold\nExpiry Date: 2027-11-22\n',
    'quiet.test': 'domain: quiet.test\nstatus: connect\n',
    'busy.test': '% Query rate limit exceeded. Not found.\n',
  })
  const ask = (domain: string) => check({ type: 'domain', domain, whoisServer })
  assert.partialDeepStrictEqual(await ask('good.test'), { outcome: 'up', facts: { by: 'WHOIS', domainDays: 365 } })
  assert.partialDeepStrictEqual(await ask('SOON.test'), {
    outcome: 'degraded',
    reason: 'the registration ends in 8 days',
  })
  assert.partialDeepStrictEqual(await ask('late.test'), { outcome: 'down', code: 'expiring' })
  assert.partialDeepStrictEqual(await ask('held.test'), { outcome: 'down', code: 'not_serving' })
  assert.partialDeepStrictEqual(await ask('free.test'), { outcome: 'down', reason: 'the domain is not registered' })
  for (const silent of ['quiet.test', 'busy.test']) assert.equal((await ask(silent)).outcome, 'unknown', silent)
})

test('the server of the registry is the one that IANA refers to, and it is judged like every address', async () => {
  const own = await at({ 'good.example': 'Expiration Date: 13-Aug-2027\n' })
  const root = await at({
    example: `domain: EXAMPLE\nwhois:        ${host}:${own.port}\n`,
    inner: 'refer: 10.0.0.1\n',
    none: 'domain: NONE\nstatus: ACTIVE\n',
  })
  const ask = (domain: string) => {
    const spec = checkSpec.parse({ type: 'domain', domain }) as SpecOf<'domain'> // it says so itself
    const run = { egress: egressTo(), now, signal: AbortSignal.timeout(3000), leftMs: () => 3000 }
    return checkByWhois(run, spec, root)
  }
  assert.partialDeepStrictEqual(await ask('good.example'), {
    outcome: 'up',
    facts: { domainEnds: '2027-08-13T00:00:00.000Z' },
  })
  assert.equal((await ask('a.none')).outcome, 'unknown')
  await assert.rejects(ask('a.inner'), { name: 'EgressRefused', kind: 'address' })
})

test('a server that hangs, drips, floods or hangs up is a failure in time, and what it writes is shown to nobody', async () => {
  const targets: [number, RegExp][] = [
    [await raw(() => undefined), /^timeout$/],
    [await raw(drip('')), /^timeout$/],
    [await raw(flood('', `${'secret words '.repeat(5000)}\n`)), /^too_large$/],
    [await raw((socket: Socket) => socket.end()), /^protocol$/],
    [await closedPort(), /^connect$/],
  ]
  for (const [port, code] of targets) {
    const result = await check({ type: 'domain', domain: 'a.test', whoisServer: { host, port } }, 400)
    assert.equal(result.outcome, 'down')
    assert.match(result.code, code)
    assert.doesNotMatch(JSON.stringify(result), /secret/)
  }
})

test('dates are read as registries write them, and those that could be two days are not read', () => {
  const ends = (line: string) => {
    const read = readWhois(line)
    return typeof read === 'object' ? read.endsAt.toISOString() : read
  }
  const day = '2027-08-03T00:00:00.000Z'
  for (const line of [
    'Expiry date:  03-Aug-2027',
    'Expire Date: 2027-08-03',
    'expire:       03.08.2027',
    'expires............: 3.8.2027 00:00:00',
    'renewal date: 2027.08.03',
    'Expiration Time: 2027-08-03 00:00:00',
    '[Expires on]                    2027/08/03',
    'Expiration date: 20270803',
    'Registrar Registration Expiration Date: 2027-08-03T02:00:00+0200',
  ])
    assert.equal(ends(line), day, line)
  for (const line of [
    'Expiry Date: 03/08/2027',
    'Expiry Date: 2027-02-30',
    'Expiry Date: soon',
    'Expires: never',
    'Expiry Date:',
  ])
    assert.equal(ends(line), undefined, line)
  assert.equal(ends('NOT FOUND'), 'free')
  assert.equal(ends('Remarks: what is not found here is elsewhere'), undefined)
})

test('only so many lines are read, and only the beginning of each', () => {
  const line = 'Expiry Date: 2027-08-03'
  assert.equal(typeof readWhois(`${'remark\n'.repeat(999)}${line}`), 'object')
  assert.equal(readWhois(`${'remark\n'.repeat(1000)}${line}`), undefined)
  assert.equal(readWhois(`Expiry Date: ${' '.repeat(300)}2027-08-03`), undefined)
})
