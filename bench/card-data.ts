/**
 * `node bench/run.ts card-data`: how many numbers the card data guard finds, how many look-alikes it takes for one, and
 * what it costs. The same seed gives the same texts.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findCardData, maskCardDataIn } from '../server/platform/card-data.ts'
import { digitsOf, groupings, makeCard, makeIban, type Pick } from '../server/platform/card-data/numbers.fixture.ts'
import { createRandom } from './crash/random.ts'
import { template } from './payloads.ts'
import { report, rounded } from './report.ts'

const corpus = join(import.meta.dirname, '..', '..', 'shared', 'data', 'sentry-events')

export function benchCardData(args: string[]): Promise<boolean> {
  const { values } = parseArgs({ args, options: { seed: { type: 'string' }, count: { type: 'string' } } })
  const count = Number(values.count ?? 20_000)
  const pick = pickFrom(Number(values.seed ?? 1))
  // First, while the guard has seen nothing but what a server sees.
  const ofEvents = costOfEvent()
  const recall = { cards: recallOf(() => writtenCard(pick), count), ibans: recallOf(() => writtenIban(pick), count) }
  const falsePositives = Object.fromEntries(
    Object.entries(lookAlikes).map(([kind, make]) => [kind, shareFound(() => make(pick), count)]),
  )
  const cost = { ...costOfText(), ...ofEvents }
  report('card-data', { count, recall, falsePositives, realEvents: corpusFindings(), cost })
  const met = recall.cards === 1 && recall.ibans === 1 && cost.eventMicroseconds < 30
  return Promise.resolve(met)
}

function pickFrom(seed: number): Pick {
  const { between } = createRandom(seed)
  return (below) => Math.floor(between(0, below))
}

const separators = ['', ' ', '-', '.', '\u00a0', ' - ']

function writtenCard(pick: Pick): string {
  const ways = groupings(makeCard(pick).digits)
  return `paid with ${(ways[pick(ways.length)] ?? []).join(separators[pick(separators.length)])}, thanks`
}

function writtenIban(pick: Pick): string {
  const groups = makeIban(pick).match(/.{1,4}/g) ?? []
  return `to ${groups.join(separators[pick(5)])}, thanks`
}

function recallOf(make: () => string, count: number): number {
  let found = 0
  for (let round = 0; round < count; round++) if (findCardData(make()).length > 0) found += 1
  return found / count
}

const hex = (pick: Pick, length: number): string => Array.from({ length }, () => pick(16).toString(16)).join('')
const uuid = (pick: Pick): string => [8, 4, 4, 4, 12].map((length) => hex(pick, length)).join('-')
const millis = (pick: Pick): string => String(1_500_000_000_000 + pick(500_000_000) * 1_000)

/** What stands in logs and payloads and is no number of a card or account. */
const lookAlikes: Record<string, (pick: Pick) => string> = {
  'random 16-digit id': (pick) => `order ${digitsOf(pick, 16)} shipped`,
  'random 15-digit id': (pick) => `order ${digitsOf(pick, 15)} shipped`,
  'random 13-digit id': (pick) => `order ${digitsOf(pick, 13)} shipped`,
  'random 19-digit id': (pick) => `order ${digitsOf(pick, 19)} shipped`,
  'id in fours': (pick) => `order ${(digitsOf(pick, 16).match(/.{4}/g) ?? []).join('-')} shipped`,
  'order number with year (2026…, 16 digits)': (pick) => `order 2026${digitsOf(pick, 12)} shipped`,
  'timestamp in ms': (pick) => `at ${millis(pick)} it stopped`,
  'timestamp in ns': (pick) => `at ${millis(pick)}${digitsOf(pick, 6)} it stopped`,
  'timestamp in digits': (pick) => `at 2026${digitsOf(pick, 13)} it stopped`,
  'snowflake id (18 digits)': (pick) => `message ${1 + pick(9)}${digitsOf(pick, 17)} sent`,
  'telephone with +': (pick) => `call +${1 + pick(9)}${digitsOf(pick, 12 + pick(3))}`,
  'telephone in groups': (pick) => `call 00${1 + pick(9)}${pick(10)} ${digitsOf(pick, 3)} ${digitsOf(pick, 8)}`,
  'ISBN-13': (pick) => `ISBN 978-${pick(10)}-${digitsOf(pick, 4)}-${digitsOf(pick, 4)}-${pick(10)}`,
  'EAN-13 (Germany, 400 to 440)': (pick) => `EAN 4${pick(4)}${digitsOf(pick, 11)}`,
  'parcel number (USPS, 22 digits)': (pick) => `parcel 94${digitsOf(pick, 20)}`,
  'parcel number (UPS)': (pick) => `parcel 1Z${hex(pick, 6).toUpperCase()}${digitsOf(pick, 10)}`,
  'IMEI (15 digits, 35…)': (pick) => `device 35${digitsOf(pick, 13)}`,
  UUID: (pick) => `request ${uuid(pick)} failed`,
  'hash in hex': (pick) => `commit ${hex(pick, 40)} failed`,
  'trace id and span id': (pick) => `trace ${hex(pick, 32)} span ${hex(pick, 16)}`,
  'fraction with 16 digits': (pick) => `took 0.${digitsOf(pick, 16)} s`,
  'version and address': (pick) =>
    `v${pick(99)}.${pick(99)}.${pick(999)} from 10.${pick(255)}.${pick(255)}.${pick(255)}`,
  'ten numbers of four digits': (pick) => Array.from({ length: 10 }, () => 1000 + pick(9000)).join(' '),
  'ten small numbers': (pick) => Array.from({ length: 10 }, () => pick(500)).join(' '),
}

const shareFound = (make: () => string, count: number): number => Number(recallOf(make, count).toFixed(5))

/** Real events that others published, none of which holds a card or account number. */
function corpusFindings(): { files: number; bytes: number; found: number } | null {
  const files = listFiles(corpus).filter((path) => path.endsWith('.json'))
  if (files.length === 0) return null
  const texts = files.map((path) => readFileSync(path, 'utf8'))
  return {
    files: files.length,
    bytes: texts.reduce((sum, text) => sum + text.length, 0),
    found: texts.reduce((sum, text) => sum + findCardData(text).length, 0),
  }
}

function listFiles(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .map((name) => join(directory, name))
      .filter((path) => statSync(path).isFile())
  } catch {
    return []
  }
}

/** CPU of this thread, so that others on the machine count little; the best of some rounds. */
function cpuMs(work: () => unknown, rounds = 7): number {
  const times = Array.from({ length: rounds }, () => {
    const before = process.threadCpuUsage()
    work()
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1000
  })
  return Math.min(...times)
}

function costOfText(): { logMsPerMegabyte: number; worstMsPerMegabyte: number } {
  const log = `2026-11-21T10:03:37.123Z GET /api/orders/8812/items?page=3 200 17ms id=${hex(pickFrom(3), 32)}\n`
  const msOf = (piece: string) => cpuMs(() => findCardData(piece.repeat(Math.ceil(1_000_000 / piece.length))))
  const worst = ['4111 ', '4 ', 'gt12 ', '4111.1111 ', '4111 1111 1111 1112 ', 'a1'].map(msOf)
  return { logMsPerMegabyte: rounded(msOf(log)), worstMsPerMegabyte: Math.round(Math.max(...worst)) }
}

/** Of an event of 3 KB, parsed as it is when it arrives; parsing is what it costs anyway. */
function costOfEvent(): { eventMicroseconds: number; parseMicroseconds: number } {
  const text = template('envelope', 1, 3_000).body.toString('utf8').split('\n')[2] ?? '{}'
  const rounds = 20_000
  const parse = (): object => JSON.parse(text)
  const repeat = (work: () => unknown) => () => {
    for (let round = 0; round < rounds; round++) work()
  }
  const parseMs = cpuMs(repeat(parse))
  const bothMs = cpuMs(repeat(() => maskCardDataIn(parse())))
  const each = (ms: number) => rounded((ms / rounds) * 1_000)
  return { eventMicroseconds: each(bothMs - parseMs), parseMicroseconds: each(parseMs) }
}
