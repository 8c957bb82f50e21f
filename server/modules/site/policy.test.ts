/** The sentences themselves, for every preset: what they must name, must not say, and must say. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { absoluteSecurityClaims, presets } from '#platform/policy'
import { purposes } from '#platform/purposes'
import type { Purpose } from '#platform/inventory'
import { inventory } from '../../app.ts'
import { everySentence } from './index.ts'
import { policySections } from './policy/index.ts'
import { write, type Facts } from './policy/rule.ts'
import { heldCategories, inBrowser, shortNames } from './policy/words.ts'
import { everyPreset, now, profileOf } from './site.fixture.ts'

const sentences = everySentence(inventory)

function factsFor(preset: string, change: Partial<Facts> = {}): Facts {
  const profile = profileOf(preset)
  return {
    profile,
    version: { version: '2026-11-21', announcedAt: now, effectiveAt: now, profile },
    inventory,
    appUrl: 'https://watch.example',
    siteUrl: 'https://watch.example',
    stores: { redis: false, nats: false },
    processors: [],
    signInProviders: [],
    ...change,
  }
}

const textsOf = (facts: Facts): string[] =>
  write(policySections, facts).flatMap(({ sentences: own }) => own.map(({ text }) => text))

test('every sentence names promises, and only such that the ledger has', () => {
  const ledger: { id: string }[] = JSON.parse(
    readFileSync(new URL('../../../promises/ledger.json', import.meta.url), 'utf8'),
  )
  const known = new Set(ledger.map(({ id }) => id))
  assert.ok(sentences.length > 500)
  for (const { ids, text } of sentences) {
    assert.ok(ids.length > 0, text)
    for (const id of ids) assert.ok(known.has(id), `${id}: ${text}`)
  }
})

test('no sentence is vague or claims absolute security [DSE-34, AHU-24]', () => {
  const vague =
    /\b(may|might|typically|usually|reasonabl[ey]|appropriate|as needed|from time to time|as long as necessary|etc)\b/i
  for (const { text } of sentences) {
    assert.doesNotMatch(text, vague)
    const claims = absoluteSecurityClaims(text).filter((claim) => !text.includes(`No system is ${claim}`))
    assert.deepEqual(claims, [], text)
  }
})

for (const preset of everyPreset) {
  test(`${preset}: each section is filled from the inventory, and each kind of data has its fields, use and end [CAB-01, DSE-15, AHU-24]`, () => {
    const sections = write(policySections, factsFor(preset))
    for (const { id, sentences: own } of sections) assert.ok(own.length > 0, id)
    const textOf = (wanted: string): string =>
      sections
        .filter(({ id }) => id === wanted)
        .flatMap(({ sentences: own }) => own.map(({ text }) => text))
        .join('\n')
    for (const { id } of heldCategories(inventory)) {
      const name = shortNames[id]
      assert.ok(textOf('use').includes(name), `use of ${name}`)
      const end = textOf('retention')
        .split('\n')
        .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `))
      assert.match(end ?? '', /\d+ (day|hour|month|year)|with|until|when|together|at once|24 hours/, name)
      assert.doesNotMatch(end ?? '', /undefined|null|NaN|forever/, name)
    }
  })
}

test('each purpose has a legal basis; an interest of ours is weighed in writing; a duty of law names where it stands and ends [AHU-19, AHU-20, AHU-21]', () => {
  for (const entry of inventory.filter(({ category, store }) => category !== '-' && !inBrowser(store))) {
    for (const [name, basis] of Object.entries(entry.purposes)) {
      const { balancing } = purposes[name as Purpose]
      if (basis === 'legitimateInterest') assert.ok(balancing?.interest, `${entry.place}: ${name}`)
      if (typeof basis === 'object') assert.match(basis.law, /Art\. \d|§ ?\d/, entry.place)
    }
  }
  const use = write(policySections, factsFor('strict')).find(({ id }) => id === 'use')?.sentences ?? []
  const points = use.filter(({ point }) => point)
  assert.ok(points.length > 8)
  for (const { text } of points) assert.match(text, /Basis: .*GDPR Art\. \d+/)
})

test('a figure of the profile changes its sentences, and nothing else [SEN-02]', () => {
  const facts = factsFor('sensra')
  const { retention } = facts.profile
  const changed = { ...facts, profile: { ...facts.profile, retention: { ...retention, requestLogDays: 17 } } }
  const [before, after] = [textsOf(facts), textsOf(changed)]
  assert.equal(before.length, after.length)
  const different = before.flatMap((text, index) => (text === after[index] ? [] : [[text, after[index] ?? '']]))
  assert.ok(different.length > 0)
  for (const [old = '', after = ''] of different) assert.equal(after.replaceAll('17 days', '30 days'), old)
  assert.deepEqual(textsOf(factsFor('sensra')), before)
})

/** What each of the five says of itself, and the others do not. */
const own: Record<string, { says: RegExp[]; not: RegExp[] }> = {
  sensra: {
    says: [/emptied after 90 days \(or what its project sets, 1 to 365\)/, /under 13/, /Effective date:/],
    not: [/Last updated:/, /No model of artificial intelligence is given/, /A cookie against forged/i],
  },
  opsentry: {
    says: [
      /cookie against forged requests/,
      /within 30 days of its closing/,
      /Audit logs are kept as long as their workspace/,
      /no age ends it/,
      /at least 14 days before/,
      /under 16/,
      /within 30 days, or one month where that is shorter/,
      /Last updated:/,
    ],
    not: [/Effective date:/, /is emptied after/],
  },
  cabinet: {
    says: [
      /one cookie, for the session/,
      /within 90 days of its closing/,
      /audit log are kept for 365 days/,
      /counted without cookies/,
      /No model of artificial intelligence is given any data/,
      /Data protection officer/,
      /under 16/,
    ],
    not: [/forged requests, signed/],
  },
  ahurasense: { says: [/counted without cookies/, /Effective date:/, /Last updated:/], not: [/in no other region/] },
  dsentr: {
    says: [/in the United States/, /under 18/, /agrees to it/, /support@watch\.example/],
    not: [/operator’s own machines/],
  },
  strict: {
    says: [/in no other region/, /under 18/, /at least 14 days before/, /emptied after 30 days/],
    not: [/counted without cookies/, /Google/],
  },
}

for (const [preset, { says, not }] of Object.entries(own)) {
  test(`${preset}: the text says what this policy promises, and not what another one does`, () => {
    const text = textsOf(factsFor(preset)).join('\n')
    for (const pattern of says) assert.match(text, pattern)
    for (const pattern of not) assert.doesNotMatch(text, pattern)
  })
}

test('a server that is not used is not in the text, and one that is used is [OPS-28]', () => {
  const [without, with_] = [factsFor('strict'), factsFor('strict', { stores: { redis: true, nats: true } })].map(
    (facts) => textsOf(facts).join('\n'),
  )
  assert.doesNotMatch(without ?? '', /Redis|stream in which/)
  assert.match(with_ ?? '', /Redis/)
  assert.match(with_ ?? '', /stream in which/)
})

test('without TLS the text does not say that there is TLS', () => {
  const plain = textsOf(factsFor('strict', { appUrl: 'http://localhost:8080', siteUrl: 'http://localhost:8080' })).join(
    '\n',
  )
  assert.match(plain, /without TLS/)
  assert.doesNotMatch(plain, /encrypted with TLS/)
})

test('what is said to be encrypted is what the inventory says is in envelopes', () => {
  const text = textsOf(factsFor('strict')).find((each) => each.includes('AES-256-GCM')) ?? ''
  for (const word of ['secrets that sign webhooks', 'secrets of authenticator apps', 'keys of sign-in providers']) {
    assert.ok(text.includes(word), word)
  }
  const fewer = inventory.filter(({ place }) => place !== 'totp_factors')
  assert.doesNotMatch(textsOf(factsFor('strict', { inventory: fewer })).join('\n'), /authenticator apps/)
})

test('every preset is among the presets that are tested', () =>
  assert.deepEqual(Object.keys(own).sort(), Object.keys(presets).sort()))
