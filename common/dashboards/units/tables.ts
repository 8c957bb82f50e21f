/** Every unit by the id that dashboards write, in groups to choose from. */
import { fixed } from './decimals.ts'
import { type Writer, binaryUnit, counted, metricUnit, money, plain, scaled } from './scales.ts'
import { clock, date, duration, fromNow, parts } from './time.ts'

type Unit = [id: string, name: string, write: Writer]
type Group = { name: string; units: Unit[] }

const text = (write: (value: number, decimals: number | undefined) => string): Writer => {
  return (value, decimals) => ({ text: write(value, decimals), prefix: '', suffix: '' })
}
const yes = (one: string, other: string): Writer => text((value) => (value === 0 ? other : one))
const hex = (value: number): string => Math.round(Math.abs(value)).toString(16).toUpperCase()
const sign = (value: number): string => (Math.round(value) < 0 ? '-' : '')
/** A unit that stays as it is, after a blank. */
const as = (id: string, name: string, suffix: string): Unit => [id, name, plain(` ${suffix}`)]

const misc: Group = {
  name: 'Misc',
  units: [
    ['none', 'Number', plain('')],
    ['string', 'Text', text(String)],
    ['short', 'Short', scaled(1000, ['', ' K', ' Mil', ' Bil', ' Tri', ' Quadr', ' Quint', ' Sext', ' Sept'])],
    ['sishort', 'Short with prefixes of SI', metricUnit('')],
    ['percent', 'Percent (0–100)', plain('%')],
    ['percentunit', 'Percent (0.0–1.0)', plain('%', 100)],
    ['humidity', 'Humidity', plain(' %H')],
    as('dB', 'Decibel', 'dB'),
    ['hex0x', 'Hexadecimal (0x)', text((value) => `${sign(value)}0x${hex(value)}`)],
    ['hex', 'Hexadecimal', text((value) => sign(value) + hex(value))],
    [
      'sci',
      'Scientific',
      text((value, decimals) => value.toExponential(decimals === undefined ? 2 : Math.min(15, decimals))),
    ],
    ['locale', 'Number with separators', text((value, decimals) => separated(fixed(value, decimals)))],
    as('pixel', 'Pixels', 'px'),
    as('candela', 'Candela', 'cd'),
    ['bool', 'True / False', yes('True', 'False')],
    ['bool_yes_no', 'Yes / No', yes('Yes', 'No')],
    ['bool_on_off', 'On / Off', yes('On', 'Off')],
  ],
}

function separated(digits: string): string {
  return digits.replace(/^-?\d+/, (whole) => whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ','))
}

const data: Group = {
  name: 'Data',
  units: [
    ['bytes', 'bytes (IEC)', binaryUnit('B')],
    ['decbytes', 'bytes (SI)', metricUnit('B')],
    ['bits', 'bits (IEC)', binaryUnit('b')],
    ['decbits', 'bits (SI)', metricUnit('b')],
    ...(['k', 'm', 'g', 't', 'p'] as const).flatMap((letter, index): Unit[] => [
      [`${letter}bytes`, `${letter.toUpperCase()}iB`, binaryUnit('B', index + 1)],
      [`dec${letter}bytes`, `${letter.toUpperCase()}B`, metricUnit('B', index + 1)],
    ]),
  ],
}

const rate: Group = {
  name: 'Data rate',
  units: [
    ['pps', 'packets/s', metricUnit('p/s')],
    ['binBps', 'bytes/s (IEC)', binaryUnit('B/s')],
    ['Bps', 'bytes/s (SI)', metricUnit('B/s')],
    ['binbps', 'bits/s (IEC)', binaryUnit('b/s')],
    ['bps', 'bits/s (SI)', metricUnit('b/s')],
    ...(['K', 'M', 'G', 'T', 'P'] as const).flatMap((letter, index): Unit[] => [
      [`${letter}iBs`, `${letter}iB/s`, binaryUnit('B/s', index + 1)],
      [`${letter}Bs`, `${letter}B/s`, metricUnit('B/s', index + 1)],
      [`${letter}ibits`, `${letter}ib/s`, binaryUnit('b/s', index + 1)],
      [`${letter}bits`, `${letter}b/s`, metricUnit('b/s', index + 1)],
    ]),
  ],
}

const throughput: Group = {
  name: 'Throughput',
  units: [
    ...[
      ...[
        ['cps', 'c/s'],
        ['ops', 'ops/s'],
        ['reqps', 'req/s'],
        ['rps', 'rd/s'],
        ['wps', 'wr/s'],
        ['iops', 'io/s'],
      ],
      ...[
        ['eps', 'evt/s'],
        ['mps', 'msg/s'],
        ['recps', 'rec/s'],
        ['rowsps', 'rows/s'],
        ['cpm', 'c/m'],
        ['opm', 'ops/m'],
      ],
      ...[
        ['reqpm', 'req/m'],
        ['rpm', 'rd/m'],
        ['wpm', 'wr/m'],
        ['epm', 'evts/m'],
        ['mpm', 'msgs/m'],
        ['recpm', 'rec/m'],
      ],
      ...[['rowspm', 'rows/m']],
    ].map(([id = '', unit = '']): Unit => [id, unit, counted(unit)]),
  ],
}

const time: Group = {
  name: 'Time',
  units: [
    ['hertz', 'Hertz', metricUnit('Hz')],
    ['ns', 'nanoseconds', duration(1e-9, 'ns')],
    ['µs', 'microseconds', duration(1e-6, 'µs')],
    ['ms', 'milliseconds', duration(1e-3, 'ms')],
    ['s', 'seconds', duration(1, 's')],
    ['m', 'minutes', duration(60, 'min')],
    ['h', 'hours', duration(3600, 'hours')],
    ['d', 'days', duration(86_400, 'days')],
    ['dtdurationms', 'duration in parts (ms)', parts(1e-3)],
    ['dtdurations', 'duration in parts (s)', parts(1)],
    ['dthms', 'hh:mm:ss', clock(1, 'hours')],
    ['dtdhms', 'd hh:mm:ss', clock(1, 'days')],
    ['timeticks', 'timeticks (s/100)', duration(0.01, 's')],
    ['clockms', 'clock (ms)', clock(1e-3, 'days')],
    ['clocks', 'clock (s)', clock(1, 'days')],
  ],
}

const dates: Group = {
  name: 'Date and time',
  units: [
    ['dateTimeAsIso', 'YYYY-MM-DD HH:mm:ss', date('YYYY-MM-DD HH:mm:ss')],
    ['dateTimeAsIsoNoDateIfToday', 'YYYY-MM-DD HH:mm:ss (2)', date('YYYY-MM-DD HH:mm:ss')],
    ['dateTimeAsUS', 'MM/DD/YYYY hh:mm:ss A', date('MM/DD/YYYY hh:mm:ss A')],
    ['dateTimeAsUSNoDateIfToday', 'MM/DD/YYYY hh:mm:ss A (2)', date('MM/DD/YYYY hh:mm:ss A')],
    ['dateTimeAsLocal', 'local date and time', date('YYYY-MM-DD HH:mm:ss')],
    ['dateTimeAsLocalNoDateIfToday', 'local date and time (2)', date('YYYY-MM-DD HH:mm:ss')],
    ['dateTimeAsSystem', 'date and time', date('YYYY-MM-DD HH:mm:ss')],
    ['dateTimeFromNow', 'from now', fromNow],
  ],
}

export const everyday: Group[] = [misc, data, rate, throughput, time, dates]
export const currencies: Group = {
  name: 'Currency',
  units: [
    ...Object.entries({
      ...{ USD: '$', GBP: '£', EUR: '€', JPY: '¥', RUB: '₽', UAH: '₴', BRL: 'R$', INR: '₹', KRW: '₩', IDR: 'Rp' },
      ...{ PHP: 'PHP', VND: 'đ', TRY: '₺', MYR: 'RM', XPF: 'XPF', BGN: 'BGN', PYG: '₲', UYU: 'UYU', ILS: '₪' },
      ...{ ISK: 'kr', CHF: 'CHF', BTC: '₿', mBTC: 'mBTC', μBTC: 'μBTC', ZAR: 'R' },
    }).map(([id, mark]): Unit => [`currency${id}`, id, money(mark)]),
    ...Object.entries({ DKK: 'kr', NOK: 'kr', SEK: 'kr', CZK: 'czk', PLN: 'zł' }).map(([id, mark]): Unit => [
      `currency${id}`,
      id,
      money(mark, 'after'),
    ]),
  ],
}
export type { Group, Unit }
