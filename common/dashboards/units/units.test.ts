import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatNumber, isKnownUnit, unitGroups } from '../index.ts'

function written(
  value: number,
  unit: string,
  decimals?: number,
  where?: { timeZone?: string; nowMs?: number },
): string {
  const { prefix, text, suffix } = formatNumber(value, unit, decimals, where)
  return prefix + text + suffix
}

const inputs = [0, 0.001, 999, 1000, 1023, 1024, 1e9, -1500, 0.5, 12.3456]
const specials = [Number.NaN, Infinity, -Infinity]

/** What is read of each of the inputs, without decimals; then of 1500 with 2 decimals. */
const golden: Record<string, string[]> = {
  none: ['0', '0.00100', '999', '1000', '1023', '1024', '1000000000', '-1500', '0.500', '12.3', '1500.00'],
  short: ['0', '0.00100', '999', '1 K', '1.02 K', '1.02 K', '1 Bil', '-1.50 K', '0.500', '12.3', '1.50 K'],
  bytes: [
    '0 B',
    '0.00100 B',
    '999 B',
    '1000 B',
    '1023 B',
    '1 KiB',
    '954 MiB',
    '-1.46 KiB',
    '0.500 B',
    '12.3 B',
    '1.46 KiB',
  ],
  decbytes: ['0 B', '1 mB', '999 B', '1 kB', '1.02 kB', '1.02 kB', '1 GB', '-1.50 kB', '500 mB', '12.3 B', '1.50 kB'],
  Bps: [
    '0 B/s',
    '1 mB/s',
    '999 B/s',
    '1 kB/s',
    '1.02 kB/s',
    '1.02 kB/s',
    '1 GB/s',
    '-1.50 kB/s',
    '500 mB/s',
    '12.3 B/s',
    '1.50 kB/s',
  ],
  binBps: [
    '0 B/s',
    '0.00100 B/s',
    '999 B/s',
    '1000 B/s',
    '1023 B/s',
    '1 KiB/s',
    '954 MiB/s',
    '-1.46 KiB/s',
    '0.500 B/s',
    '12.3 B/s',
    '1.46 KiB/s',
  ],
  bps: [
    '0 b/s',
    '1 mb/s',
    '999 b/s',
    '1 kb/s',
    '1.02 kb/s',
    '1.02 kb/s',
    '1 Gb/s',
    '-1.50 kb/s',
    '500 mb/s',
    '12.3 b/s',
    '1.50 kb/s',
  ],
  decbits: ['0 b', '1 mb', '999 b', '1 kb', '1.02 kb', '1.02 kb', '1 Gb', '-1.50 kb', '500 mb', '12.3 b', '1.50 kb'],
  bits: [
    '0 b',
    '0.00100 b',
    '999 b',
    '1000 b',
    '1023 b',
    '1 Kib',
    '954 Mib',
    '-1.46 Kib',
    '0.500 b',
    '12.3 b',
    '1.46 Kib',
  ],
  pps: [
    '0 p/s',
    '1 mp/s',
    '999 p/s',
    '1 kp/s',
    '1.02 kp/s',
    '1.02 kp/s',
    '1 Gp/s',
    '-1.50 kp/s',
    '500 mp/s',
    '12.3 p/s',
    '1.50 kp/s',
  ],
  iops: [
    '0 io/s',
    '0.00100 io/s',
    '999 io/s',
    '1K io/s',
    '1.02K io/s',
    '1.02K io/s',
    '1B io/s',
    '-1.50K io/s',
    '0.500 io/s',
    '12.3 io/s',
    '1.50K io/s',
  ],
  ops: [
    '0 ops/s',
    '0.00100 ops/s',
    '999 ops/s',
    '1K ops/s',
    '1.02K ops/s',
    '1.02K ops/s',
    '1B ops/s',
    '-1.50K ops/s',
    '0.500 ops/s',
    '12.3 ops/s',
    '1.50K ops/s',
  ],
  eps: [
    '0 evt/s',
    '0.00100 evt/s',
    '999 evt/s',
    '1K evt/s',
    '1.02K evt/s',
    '1.02K evt/s',
    '1B evt/s',
    '-1.50K evt/s',
    '0.500 evt/s',
    '12.3 evt/s',
    '1.50K evt/s',
  ],
  percent: [
    '0%',
    '0.00100%',
    '999%',
    '1000%',
    '1023%',
    '1024%',
    '1000000000%',
    '-1500%',
    '0.500%',
    '12.3%',
    '1500.00%',
  ],
  percentunit: [
    '0%',
    '0.100%',
    '99900%',
    '100000%',
    '102300%',
    '102400%',
    '100000000000%',
    '-150000%',
    '50%',
    '1235%',
    '150000.00%',
  ],
  s: [
    '0 s',
    '1 ms',
    '16.6 min',
    '16.7 min',
    '17.1 min',
    '17.1 min',
    '31.7 years',
    '-25 min',
    '500 ms',
    '12.3 s',
    '25.00 min',
  ],
  ms: ['0 ms', '1 µs', '999 ms', '1 s', '1.02 s', '1.02 s', '1.65 weeks', '-1.50 s', '500 µs', '12.3 ms', '1.50 s'],
  hertz: [
    '0 Hz',
    '1 mHz',
    '999 Hz',
    '1 kHz',
    '1.02 kHz',
    '1.02 kHz',
    '1 GHz',
    '-1.50 kHz',
    '500 mHz',
    '12.3 Hz',
    '1.50 kHz',
  ],
  celsius: [
    '0 °C',
    '0.00100 °C',
    '999 °C',
    '1000 °C',
    '1023 °C',
    '1024 °C',
    '1000000000 °C',
    '-1500 °C',
    '0.500 °C',
    '12.3 °C',
    '1500.00 °C',
  ],
  rotrpm: [
    '0 rpm',
    '0.00100 rpm',
    '999 rpm',
    '1000 rpm',
    '1023 rpm',
    '1024 rpm',
    '1000000000 rpm',
    '-1500 rpm',
    '0.500 rpm',
    '12.3 rpm',
    '1500.00 rpm',
  ],
  bool: ['False', 'True', 'True', 'True', 'True', 'True', 'True', 'True', 'True', 'True', 'True'],
  bool_yes_no: ['No', 'Yes', 'Yes', 'Yes', 'Yes', 'Yes', 'Yes', 'Yes', 'Yes', 'Yes', 'Yes'],
  currencyEUR: ['€0', '€0.00100', '€999', '€1K', '€1.02K', '€1.02K', '€1B', '-€1.50K', '€0.500', '€12.3', '€1.50K'],
  currencySEK: [
    '0 kr',
    '0.00100 kr',
    '999 kr',
    '1K kr',
    '1.02K kr',
    '1.02K kr',
    '1B kr',
    '-1.50K kr',
    '0.500 kr',
    '12.3 kr',
    '1.50K kr',
  ],
  kbytes: [
    '0 KiB',
    '1.02 B',
    '999 KiB',
    '1000 KiB',
    '1023 KiB',
    '1 MiB',
    '954 GiB',
    '-1.46 MiB',
    '512 B',
    '12.3 KiB',
    '1.46 MiB',
  ],
  locale: ['0', '0.00100', '999', '1,000', '1,023', '1,024', '1,000,000,000', '-1,500', '0.500', '12.3', '1,500.00'],
  watt: ['0 W', '1 mW', '999 W', '1 kW', '1.02 kW', '1.02 kW', '1 GW', '-1.50 kW', '500 mW', '12.3 W', '1.50 kW'],
  lengthm: ['0 m', '1 mm', '999 m', '1 km', '1.02 km', '1.02 km', '1 Gm', '-1.50 km', '500 mm', '12.3 m', '1.50 km'],
}

for (const [unit, expected] of Object.entries(golden)) {
  test(`${unit} is written as people know it`, () => {
    assert.deepEqual([...inputs.map((value) => written(value, unit)), written(1500, unit, 2)], expected)
    assert.deepEqual(
      specials.map((value) => written(value, unit, 1)),
      ['NaN', '+Inf', '-Inf'],
    )
  })
}

test('decimals that are asked for are kept, and no zero is negative', () => {
  assert.equal(written(0, 'percent', 1), '0.0%')
  assert.equal(written(-0.001, 'percent', 1), '0.0%')
  assert.equal(written(-0, 'none'), '0')
  assert.equal(written(3, 'none', 0), '3')
  assert.equal(written(1e-9, 'none'), '1.00e-9')
  assert.equal(written(5e21, 'none'), '5.00e+21')
  assert.equal(written(1.5, 'none', 99), '1.500000000000000')
})

test('what is rounded up to the next unit is written in it', () => {
  assert.equal(written(999_999, 'decbytes', 0), '1 MB')
  assert.equal(written(1023.99, 'bytes', 0), '1 KiB')
})

test('durations in parts and as a clock', () => {
  assert.equal(written(93_784, 'dtdurations'), '1 day, 2 hours, 3 min, 4 s')
  assert.equal(written(93_784, 'dtdurations', 1), '1 day, 2 hours')
  assert.equal(written(-61_000, 'dtdurationms'), '-1 min, 1 s')
  assert.equal(written(0.25, 'dtdurations'), '250 ms')
  assert.equal(written(93_784, 'dthms'), '26:03:04')
  assert.equal(written(93_784, 'dtdhms'), '1 d 02:03:04')
  assert.equal(written(93_784_000, 'clockms'), '1 d 02:03:04')
  assert.equal(written(93_784, 's', 1), '1.1 days')
  assert.equal(written(86_400, 's'), '1 day')
  assert.equal(written(0.5, 'm'), '30 s')
  assert.equal(written(1500, 'µs'), '1.50 ms')
  assert.equal(written(5, 'ns'), '5 ns')
})

test('dates are in the time zone that is asked for', () => {
  const timeMs = Date.UTC(2024, 0, 2, 15, 4, 5, 6)
  assert.equal(written(timeMs, 'dateTimeAsIso', 0, { timeZone: 'UTC' }), '2024-01-02 15:04:05')
  assert.equal(written(timeMs, 'dateTimeAsUS', 0, { timeZone: 'UTC' }), '01/02/2024 03:04:05 PM')
  assert.equal(
    written(timeMs, 'time:DD.MM.YY HH:mm:ss.SSS MMM', 0, { timeZone: 'Europe/Berlin' }),
    '02.01.24 16:04:05.006 Jan',
  )
  assert.equal(written(timeMs, 'dateTimeFromNow', undefined, { nowMs: timeMs + 7_200_000 }), '2 hours ago')
  assert.equal(written(timeMs, 'dateTimeFromNow', undefined, { nowMs: timeMs - 60_000 }), 'in 1 min')
  assert.equal(written(1e300, 'dateTimeAsIso'), 'not a date')
})

test('units that a dashboard makes up', () => {
  assert.equal(written(1500, 'suffix: jobs'), '1500 jobs')
  assert.equal(written(1500, 'prefix:v'), 'v1500')
  assert.equal(written(1500, 'si:mF'), '1.50 F')
  assert.equal(written(1500, 'si:F'), '1.50 kF')
  assert.equal(written(1500, 'count:jobs'), '1.50K jobs')
  assert.equal(written(1500, 'currency:¢'), '¢1.50K')
  assert.equal(written(1, 'bool:on/off') + written(0, 'bool:on/off'), 'onoff')
})

test('an unknown unit is written after the number, and names of every object are none', () => {
  assert.equal(written(5, 'frobs'), '5 frobs')
  assert.equal(isKnownUnit('frobs'), false)
  assert.equal(isKnownUnit('constructor'), false)
  assert.equal(written(255, 'hex') + written(-255, 'hex0x') + written(1500, 'sci'), 'FF-0xFF1.50e+3')
})

test('every unit of the list writes a number, is there once, and has a name', () => {
  const ids = unitGroups.flatMap(({ units }) => units.map(({ id }) => id))
  assert.equal(new Set(ids).size, ids.length)
  for (const { id, name } of unitGroups.flatMap(({ units }) => units)) {
    assert.ok(isKnownUnit(id) && name !== '', id)
    assert.notEqual(written(1234.5, id, undefined, { timeZone: 'UTC' }), '', id)
  }
})
