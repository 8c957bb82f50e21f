import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { parseAddress, type Address } from './address.ts'
import { EgressFailed } from './errors.ts'
import { createPing, readRoundTrip } from './ping.ts'
import { asksForInnerAddress } from './records.ts'

/** A program that does what `ping` would: the machine of the test may have none. */
async function program(t: TestContext, script: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'watchword-ping-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  const path = join(directory, 'ping')
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

const address = (text: string): Address => parseAddress(text) ?? assert.fail(text)
const never = () => new AbortController().signal
const timedOut = (error: unknown) => error instanceof EgressFailed && error.kind === 'timeout'

test('the time is read from what ping writes, in both forms, whatever the language', () => {
  assert.equal(readRoundTrip('rtt min/avg/max/mdev = 0.031/0.042/0.060/0.012 ms\n'), 0.042)
  assert.equal(readRoundTrip('round-trip min/avg/max = 10.5/11.25/12.0 ms\n'), 11.25)
  assert.equal(readRoundTrip('1 packets transmitted, 0 received, 100% packet loss'), undefined)
})

test('ping gets the address that was judged, and nothing that could be an option', async (t) => {
  const path = await program(t, 'shift 6; echo "rtt = 1.0/2.0/3.0/0.1 ms" ; [ "$1" = "8.8.8.8" ] && [ $# = 1 ]')
  assert.deepEqual(await createPing(path)(address('8.8.8.8'), never(), 1000), { kind: 'icmp', roundTripMs: 2 })
})

test('no answer is no answer, and a ping that may not be sent is unavailable', async (t) => {
  await assert.rejects(createPing(await program(t, 'exit 1'))(address('8.8.8.8'), never(), 1000), timedOut)
  const forbidden = createPing(await program(t, 'echo "ping: socktype: Operation not permitted" >&2; exit 2'))
  assert.deepEqual(await forbidden(address('8.8.8.8'), never(), 1000), { kind: 'unavailable' })
  assert.deepEqual(await createPing('/nowhere/ping')(address('2606:4700::1'), never(), 1000), { kind: 'unavailable' })
  const hanging = createPing(await program(t, 'exec sleep 30'))
  await assert.rejects(hanging(address('8.8.8.8'), AbortSignal.timeout(100), 100), timedOut)
})

test('which reverse names ask for an address inside', () => {
  const ip6 = `${'0.'.repeat(30)}d.f.ip6.arpa`
  for (const inner of ['1.0.0.10.in-addr.arpa', '1.0.0.127.in-addr.arpa', 'x.in-addr.arpa', '10.in-addr.arpa', ip6]) {
    assert.equal(asksForInnerAddress(inner), true, inner)
  }
  const cloudflare = '1.1.1.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.7.4.6.0.6.2.ip6.arpa'
  for (const outer of ['8.8.8.8.in-addr.arpa', cloudflare, 'example.com']) {
    assert.equal(asksForInnerAddress(outer), false, outer)
  }
})
