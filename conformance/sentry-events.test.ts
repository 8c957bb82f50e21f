/**
 * Events as real SDKs send them (github.com/bugsink/event-samples, not written by us), through parsing, storing and
 * grouping. The files lie outside of the repository; without them the test reports itself skipped.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'

import { parseDetail, serializeDetail } from '../server/modules/telemetry/event.ts'
import { fingerprint } from '../server/modules/telemetry/grouping/index.ts'
import { parseEnvelope, parseStoreBody, sortItems } from '../server/modules/telemetry/sentry/index.ts'
import { corporaDirectory } from './corpora.ts'

const folder = join(corporaDirectory, 'sentry-events')
const isPresent = existsSync(folder)
const arrival = { receivedAt: new Date('2026-05-01T12:00:00Z'), newEventId: () => 'f'.repeat(32) }

type Sample = { name: string; body: Buffer; key: string }

/** Precision of version 1 over the labelled pairs, as measured; merging what does not belong together hides incidents. */
const precisionFloor = 1

function readSamples(): Sample[] {
  const names = ['sentry', 'bugsink', 'glitchtip'].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => join(part, name)),
  )
  return names.map((name) => {
    const body = readFileSync(join(folder, name))
    return { name, body, key: fingerprint(parseStoreBody(body, arrival)).key }
  })
}

/** What is known to be one group: `group_<G>_…`, and the same error from several browsers. */
function labelOf(name: string): string | undefined {
  return /group_\d+/.exec(name)?.[0] ?? /javascript-xbrowser-http|javascript-xbrowser/.exec(name)?.[0]
}

describe('event samples of real SDKs', { skip: isPresent ? false : `${folder} is not there` }, () => {
  test('every one is taken, also those that are known to leave the specification', () => {
    const samples = readSamples()
    assert.ok(samples.length >= 90)
    const known = readFileSync(join(folder, 'KNOWN-BROKEN'), 'utf8').split('\n').filter(Boolean)
    for (const name of known)
      assert.ok(
        samples.some((sample) => sample.name === name),
        name,
      )
  })

  test('both ways in give the same event, and what is stored comes back', () => {
    for (const { name, body } of readSamples()) {
      const stored = parseStoreBody(body, arrival)
      const line = Buffer.from(JSON.stringify(JSON.parse(body.toString('utf8'))))
      const envelope = parseEnvelope(Buffer.concat([Buffer.from('{}\n{"type":"event"}\n'), line]))
      const [enveloped, ...others] = sortItems(envelope, arrival).events
      assert.deepEqual([enveloped, others], [stored, []], name)
      const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
      const { exceptions, threads, notes, ...detail } = parseDetail(serializeDetail(stored))
      assert.partialDeepStrictEqual(plain(stored), plain(detail), name)
      assert.deepEqual([exceptions.length, threads.length], [stored.exceptions.length, stored.threads.length], name)
      assert.ok(notes.length >= stored.notes.length)
    }
  })

  test('each has a title, and its stack if it was sent with one', () => {
    for (const { name, body } of readSamples()) {
      const event = parseStoreBody(body, arrival)
      assert.ok(event.title !== '' && event.title.length <= 250 && !event.title.includes('\n'), name)
      if (event.kind === 'exception') assert.notEqual(event.title, 'Untitled event', name)
      const hasFrames = /"frames"\s*:\s*\[\s*\{/.test(body.toString('utf8'))
      const frames = [...event.exceptions, ...event.threads].flatMap((part) => part.frames)
      assert.equal(frames.length > 0, hasFrames, name)
    }
  })

  test('keys are the same on every run, and no grouping fails', () => {
    assert.deepEqual(
      readSamples().map(({ key }) => key),
      readSamples().map(({ key }) => key),
    )
    for (const { name, body } of readSamples())
      assert.equal(fingerprint(parseStoreBody(body, arrival)).failure, undefined, name)
  })

  test('labelled events: precision does not fall below what was measured', (context) => {
    const labelled = readSamples().flatMap(({ name, key }) => (labelOf(name) ? [{ label: labelOf(name), key }] : []))
    let together = 0
    let right = 0
    let belong = 0
    for (const [index, a] of labelled.entries()) {
      for (const b of labelled.slice(index + 1)) {
        if (a.key === b.key) together++
        if (a.label === b.label) belong++
        if (a.key === b.key && a.label === b.label) right++
      }
    }
    const precision = together === 0 ? 1 : right / together
    context.diagnostic(`${labelled.length} labelled events, pairwise precision ${precision}, recall ${right}/${belong}`)
    assert.ok(precision >= precisionFloor)
  })
})
