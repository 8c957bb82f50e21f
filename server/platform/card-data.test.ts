import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cardDataPaths, findCardData, maskCardData, maskCardDataIn, type Exempt } from './card-data.ts'
import { digitsOf, groupings, luhnDigit, makeCard, makeIban, type Pick } from './card-data/numbers.fixture.ts'

const cardMask = '[card number removed]'
const ibanMask = '[bank account number removed]'

/** Published by the issuers and payment companies for tests; they belong to nobody. */
const testCards = [
  ...['4111111111111111', '4012888888881881', '4222222222222', '5555555555554444', '5105105105105100'],
  ...['2223003122003222', '2720992593319364', '378282246310005', '371449635398431', '6011111111111117'],
  ...['6011000990139424', '30569309025904', '38520000023237', '3530111333300000', '3566002020360505'],
  ...['6200000000000005', '6205500000000000004', '6304000000000000', '6759649826438453'],
]

/** Those of the registry's examples. */
const testIbans = [
  ...['DE89370400440532013000', 'GB29NWBK60161331926819', 'FR1420041010050500013M02606', 'NO9386011117947'],
  ...['MT84MALT011000012345MTLCAST001S', 'NL91ABNA0417164300', 'CH9300762011623852957', 'BE68539007547034'],
  ...['ES9121000418450200051332', 'IT60X0542811101000000123456', 'PL61109010140000071219812874'],
  ...['LC55HEMM000100010012001200023015', 'KW81CBKU0000000000001234560101', 'SE4550000000058398257466'],
  ...[
    'AT611904300234573201',
    'BR1800360305000010009795493C1',
    'SA0380000000608010167519',
    'TR330006100519786457841326',
  ],
]

test('the published test numbers of every issuer are found and nothing of them stays [DSE-49]', () => {
  for (const number of testCards) {
    assert.deepEqual(findCardData(`card ${number}.`), [{ kind: 'card', start: 5, end: 5 + number.length }], number)
    assert.equal(maskCardData(`pay with ${number}, please`), `pay with ${cardMask}, please`)
  }
})

test('bank account numbers of the registry are found, in print and in one piece [DSE-49]', () => {
  for (const iban of testIbans) {
    assert.equal(maskCardData(`to ${iban}`), `to ${ibanMask}`, iban)
    assert.equal(maskCardData(`to ${inFours(iban)}!`), `to ${ibanMask}!`, iban)
    assert.equal(maskCardData(`iban=${iban.toLowerCase()}&x=1`), `iban=${ibanMask}&x=1`, iban)
    const wrong = iban.slice(0, 2) + (iban.slice(2, 4) === '50' ? '51' : '50') + iban.slice(4)
    assert.equal(findCardData(wrong).filter(({ kind }) => kind === 'iban').length, 0, wrong)
  }
})

/** Randomness that fast-check can shrink. */
const picks = fc.infiniteStream(fc.nat({ max: 1_000_000 })).map((stream): Pick => {
  const numbers = stream[Symbol.iterator]()
  return (below) => (numbers.next().value ?? 0) % below
})
const separator = fc.constantFrom(' ', '-', '.', ' - ', '\u00a0', '\u2013', '\u202f', '+', '%20')
/** What stands around a number in real text, and does not make it part of something else. */
const around = fc.constantFrom(
  ['', ''],
  ['card: ', ', exp 12/27'],
  ['"', '"'],
  ['number=', '&cvc=123'],
  ['x', ''],
  ['(', ')'],
  ['pan:', ' 12 27 123'],
  ['card%3D', '%26'],
  ['номер ', ' спасибо'],
  ['カード', '番号'],
)
const scripts = fc.constantFrom(0x30, 0xff10, 0x660, 0x6f0)
const inScript = (text: string, zero: number): string =>
  text.replaceAll(/\d/g, (digit) => String.fromCharCode(zero + Number(digit)))

test('every valid card number, of any issuer and length, in any separator and script, is found [DSE-49]', () => {
  fc.assert(
    fc.property(picks, separator, around, scripts, (pick, between, [before = '', after = ''], zero) => {
      const { digits, issuer } = makeCard(pick)
      for (const groups of groupings(digits)) {
        const number = inScript(groups.join(between), zero === 0x30 || between !== '%20' ? zero : 0x30)
        const text = before + number + after
        const found = findCardData(text)
        const last = before.length + number.length
        assert.ok(
          found.some(({ kind, start, end }) => kind === 'card' && start === before.length && end >= last),
          `${issuer} ${JSON.stringify(text)} ${JSON.stringify(found)}`,
        )
      }
    }),
    { numRuns: 3_000 },
  )
})

test('every valid account number, of any country, in any separator, is found [DSE-49]', () => {
  fc.assert(
    fc.property(
      picks,
      fc.constantFrom(' ', '-', '.', '\u00a0', ''),
      around,
      (pick, between, [before = '', after = '']) => {
        if (before.endsWith('x')) return
        const iban = makeIban(pick)
        const text = before + inFours(iban, between) + after
        assert.ok(
          findCardData(text).some(({ kind, start }) => kind === 'iban' && start === before.length),
          text,
        )
      },
    ),
    { numRuns: 2_000 },
  )
})

test('text that was masked holds no number, keeps all else, and does not change again', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string({ unit: fc.constantFrom(...Array.from('0123456789 -.+%abcdefx')), maxLength: 60 }),
    picks.map((pick) => makeCard(pick).digits),
    picks.map((pick) => makeIban(pick)),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join(' ')
      const matches = findCardData(text)
      const copy = maskCardData(text)
      assert.deepEqual(findCardData(copy), [])
      assert.equal(maskCardData(copy), copy)
      if (matches.length === 0) assert.equal(copy, text)
      for (const { start, end } of matches) assert.ok(start < end && end <= text.length)
    }),
    { numRuns: 3_000 },
  )
})

test('what looks like a number of a card and is none stays as it is', () => {
  const untouched = [
    '4111111111111112', // the check digit is wrong
    '41111111111111111111', // one digit too many
    '9780306406157', // ISBN
    '1732183417123', // milliseconds
    '1732183417123456789', // nanoseconds
    '2026-11-21T10:03:37.123456Z',
    '20261121100337123', // a timestamp without separators
    '+4917612345678', // a telephone
    '550e8400-e29b-41d4-a716-446655440000',
    '41111111-1111-4111-8111-111111111111',
    'd4111111111111111', // in hex
    '4111111111111111ab',
    '0x4111111111111111',
    'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    '0.4111111111111111', // a fraction
    '1.3.6.1.4.1.311.21.20.4.4.4.4',
    '192.168.100.200',
    'DE00370400440532013000',
    'inc_0190f3c2a1b57c3d8e4f5a6b7c8d9e0f',
  ]
  for (const text of untouched) assert.equal(maskCardData(text), text)
})

test('numbers within JSON are found as texts, as numbers and as names, however deep, and only there', () => {
  const value = {
    note: 'my card is 4111 1111 1111 1111',
    amount: 4111,
    pan: 4111111111111111,
    list: ['a', ['5555555555554444']],
    '378282246310005': { ok: true },
    at: 1732183417123,
    eventId: '4111111111111111',
  }
  const exempt: Exempt = (name, where) => where === 'outermost' && name === 'eventId'
  assert.deepEqual(cardDataPaths(structuredClone(value), exempt), ['note', 'pan', 'list.1.0', 'body'])
  assert.equal(maskCardDataIn(value, exempt), 4)
  assert.deepEqual(value, {
    note: `my card is ${cardMask}`,
    amount: 4111,
    pan: cardMask,
    list: ['a', [cardMask]],
    [cardMask]: { ok: true },
    at: 1732183417123,
    eventId: '4111111111111111',
  })
  const hostile: unknown = JSON.parse('{"__proto__": "4111111111111111", "constructor": ["5555555555554444"]}')
  assert.equal(maskCardDataIn(hostile as object), 2)
  assert.equal(JSON.stringify(hostile), `{"__proto__":"${cardMask}","constructor":["${cardMask}"]}`)
  const deep: unknown = JSON.parse(`${'['.repeat(50_000)}"4111111111111111"${']'.repeat(50_000)}`)
  assert.equal(maskCardDataIn(deep as object), 1)
})

test('time grows with the length of a text and no faster, whatever it holds', () => {
  const shapes = [
    '4',
    '4111 ',
    '4 ',
    '4111-1',
    '12 12 ',
    'de12',
    'gt12 ',
    'GT12AAAA ',
    '%20',
    '4%20',
    '+4',
    'a1',
    '4111.1111 ',
  ]
  for (const shape of shapes) {
    const short = shape.repeat(Math.ceil(100_000 / shape.length))
    const [once, long] = [short, short.repeat(8)].map((text) => cpuMs(() => findCardData(text))) as [number, number]
    assert.ok(long < once * 24 + 50, `${JSON.stringify(shape)}: ${once} ms, eight times as long ${long} ms`)
  }
})

test('a check digit is the right one for the numbers that the tests are made of', () => {
  assert.equal(luhnDigit('411111111111111'), '1')
  assert.equal(
    digitsOf(() => 7, 3),
    '777',
  )
})

/** Of this thread: others on the machine do not count. */
function cpuMs(work: () => unknown): number {
  const times = Array.from({ length: 3 }, () => {
    const before = process.threadCpuUsage()
    work()
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1000
  })
  return Math.min(...times)
}

function inFours(text: string, between = ' '): string {
  return (text.match(/.{1,4}/g) ?? []).join(between)
}
