/** Units of physics, each with how it is written. */
import { type Writer, metricUnit, plain, scaled } from './scales.ts'
import type { Group, Unit } from './tables.ts'

/** Written with prefixes of SI; the number itself may come with one already (`steps`: 1 = kilo, -1 = milli). */
const si = (id: string, name: string, unit: string, steps = 0): Unit => [id, name, metricUnit(unit, steps)]
/** Written as it is. */
const fixed = (id: string, name: string, suffix: string): Unit => [id, name, plain(` ${suffix}`)]
const close = (id: string, name: string, suffix: string): Unit => [id, name, plain(suffix)]

const hashes: Writer = scaled(
  1000,
  ['H/s', 'KH/s', 'MH/s', 'GH/s', 'TH/s', 'PH/s', 'EH/s'].map((unit) => ` ${unit}`),
)
const hashUnits = ['', 'K', 'M', 'G', 'T', 'P', 'E'].map((letter, index): Unit => [
  `${letter}Hs`,
  `${letter}H/s`,
  (value, ...rest) => hashes(value * 1000 ** index, ...rest),
])

export const physical: Group[] = [
  {
    name: 'Temperature',
    units: [fixed('celsius', 'Celsius', '°C'), fixed('fahrenheit', 'Fahrenheit', '°F'), fixed('kelvin', 'Kelvin', 'K')],
  },
  {
    name: 'Length',
    units: [
      ...[si('lengthmm', 'millimetre', 'm', -1), si('lengthm', 'metre', 'm'), si('lengthkm', 'kilometre', 'm', 1)],
      ...[fixed('lengthin', 'inch', 'in'), fixed('lengthft', 'foot', 'ft'), fixed('lengthmi', 'mile', 'mi')],
    ],
  },
  {
    name: 'Area',
    units: [
      fixed('areaM2', 'square metres', 'm²'),
      fixed('areaF2', 'square feet', 'ft²'),
      fixed('areaMI2', 'square miles', 'mi²'),
      fixed('acres', 'acres', 'ac'),
      fixed('hectares', 'hectares', 'ha'),
    ],
  },
  {
    name: 'Mass',
    units: [
      si('massmg', 'milligram', 'g', -1),
      si('massg', 'gram', 'g'),
      si('masskg', 'kilogram', 'g', 1),
      fixed('masst', 'metric ton', 't'),
      fixed('masslb', 'pound', 'lb'),
    ],
  },
  {
    name: 'Velocity',
    units: [
      fixed('velocityms', 'metres/second', 'm/s'),
      fixed('velocitykmh', 'kilometres/hour', 'km/h'),
      fixed('velocitymph', 'miles/hour', 'mph'),
      fixed('velocityknot', 'knot', 'kn'),
    ],
  },
  {
    name: 'Rotation',
    units: [
      fixed('rotrpm', 'revolutions per minute', 'rpm'),
      si('rothz', 'hertz', 'Hz'),
      si('rotrads', 'radians per second', 'rad/s'),
      fixed('rotdegs', 'degrees per second', '°/s'),
    ],
  },
  {
    name: 'Acceleration',
    units: [fixed('accMS2', 'metres/s²', 'm/s²'), fixed('accFS2', 'feet/s²', 'ft/s²'), fixed('accG', 'g', 'g')],
  },
  {
    name: 'Angle',
    units: [
      close('degree', 'degrees', '°'),
      fixed('radian', 'radians', 'rad'),
      fixed('grad', 'gradian', 'grad'),
      fixed('arcmin', 'arc minutes', 'arcmin'),
      fixed('arcsec', 'arc seconds', 'arcsec'),
    ],
  },
  {
    name: 'Volume',
    units: [
      ...[si('mlitre', 'millilitre', 'L', -1), si('litre', 'litre', 'L'), fixed('m3', 'cubic metre', 'm³')],
      ...[
        fixed('Nm3', 'normal cubic metre', 'Nm³'),
        fixed('dm3', 'cubic decimetre', 'dm³'),
        fixed('gallons', 'gallons', 'gal'),
      ],
    ],
  },
  {
    name: 'Flow',
    units: [
      ...[
        fixed('flowgpm', 'gallons/min', 'gpm'),
        fixed('flowcms', 'cubic metres/s', 'cms'),
        fixed('flowcfs', 'cubic feet/s', 'cfs'),
      ],
      ...[
        fixed('flowcfm', 'cubic feet/min', 'cfm'),
        fixed('litreh', 'litre/hour', 'L/h'),
        fixed('flowlpm', 'litre/min', 'L/min'),
      ],
      ...[fixed('flowmlpm', 'millilitre/min', 'mL/min'), fixed('lux', 'lux', 'lx')],
    ],
  },
  {
    name: 'Pressure',
    units: [
      ...[
        si('pressurembar', 'millibar', 'bar', -1),
        si('pressurebar', 'bar', 'bar'),
        si('pressurekbar', 'kilobar', 'bar', 1),
      ],
      ...[
        si('pressurepa', 'pascal', 'Pa'),
        fixed('pressurehpa', 'hectopascal', 'hPa'),
        fixed('pressurekpa', 'kilopascal', 'kPa'),
      ],
      ...[fixed('pressurehg', 'inches of mercury', '"Hg'), scaledUnit('pressurepsi', 'PSI', ['psi', 'ksi', 'Mpsi'])],
    ],
  },
  {
    name: 'Force',
    units: [
      si('forceNm', 'newton metres', 'Nm'),
      si('forcekNm', 'kilonewton metres', 'Nm', 1),
      si('forceN', 'newtons', 'N'),
      si('forcekN', 'kilonewtons', 'N', 1),
    ],
  },
  {
    name: 'Energy',
    units: [
      ...[
        si('watt', 'watt', 'W'),
        si('kwatt', 'kilowatt', 'W', 1),
        si('megwatt', 'megawatt', 'W', 2),
        si('gwatt', 'gigawatt', 'W', 3),
      ],
      ...[
        si('mwatt', 'milliwatt', 'W', -1),
        fixed('Wm2', 'watt per square metre', 'W/m²'),
        si('voltamp', 'volt-ampere', 'VA'),
      ],
      ...[
        si('kvoltamp', 'kilovolt-ampere', 'VA', 1),
        si('voltampreact', 'volt-ampere reactive', 'VAr'),
        si('kvoltampreact', 'kilovolt-ampere reactive', 'VAr', 1),
      ],
      ...[
        si('watth', 'watt-hour', 'Wh'),
        si('watthperkg', 'watt-hour per kilogram', 'Wh/kg'),
        si('kwatth', 'kilowatt-hour', 'Wh', 1),
      ],
      ...[
        fixed('kwattm', 'kilowatt-min', 'kW-Min'),
        si('mwatth', 'megawatt-hour', 'Wh', 2),
        si('amph', 'ampere-hour', 'Ah'),
      ],
      ...[
        si('kamph', 'kiloampere-hour', 'Ah', 1),
        si('mamph', 'milliampere-hour', 'Ah', -1),
        si('joule', 'joule', 'J'),
        si('ev', 'electron volt', 'eV'),
      ],
      ...[
        si('amp', 'ampere', 'A'),
        si('kamp', 'kiloampere', 'A', 1),
        si('mamp', 'milliampere', 'A', -1),
        si('volt', 'volt', 'V'),
      ],
      ...[
        si('kvolt', 'kilovolt', 'V', 1),
        si('mvolt', 'millivolt', 'V', -1),
        fixed('dBm', 'decibel-milliwatt', 'dBm'),
        si('mohm', 'milliohm', 'Ω', -1),
      ],
      ...[
        si('ohm', 'ohm', 'Ω'),
        si('kohm', 'kiloohm', 'Ω', 1),
        si('Mohm', 'megaohm', 'Ω', 2),
        si('farad', 'farad', 'F'),
        si('µfarad', 'microfarad', 'F', -2),
      ],
      ...[
        si('nfarad', 'nanofarad', 'F', -3),
        si('pfarad', 'picofarad', 'F', -4),
        si('ffarad', 'femtofarad', 'F', -5),
        si('henry', 'henry', 'H'),
      ],
      ...[si('mhenry', 'millihenry', 'H', -1), si('µhenry', 'microhenry', 'H', -2), si('lumens', 'lumens', 'Lm')],
    ],
  },
  {
    name: 'Concentration',
    units: [
      ...[
        fixed('ppm', 'parts-per-million', 'ppm'),
        fixed('conppb', 'parts-per-billion', 'ppb'),
        fixed('conngm3', 'ng/m³', 'ng/m³'),
      ],
      ...[
        fixed('conngNm3', 'ng/Nm³', 'ng/Nm³'),
        fixed('conμgm3', 'μg/m³', 'μg/m³'),
        fixed('conμgNm3', 'μg/Nm³', 'μg/Nm³'),
      ],
      ...[fixed('conmgm3', 'mg/m³', 'mg/m³'), fixed('conmgNm3', 'mg/Nm³', 'mg/Nm³'), fixed('congm3', 'g/m³', 'g/m³')],
      ...[
        fixed('congNm3', 'g/Nm³', 'g/Nm³'),
        fixed('conmgdL', 'mg/dL', 'mg/dL'),
        fixed('conmmolL', 'mmol/L', 'mmol/L'),
      ],
    ],
  },
  { name: 'Hash rate', units: hashUnits },
  { name: 'Computation', units: ['', 'm', 'g', 't', 'p', 'e', 'z', 'y'].map((letter) => flops(letter)) },
  {
    name: 'Radiation',
    units: [
      ...[
        si('radbq', 'becquerel', 'Bq'),
        si('radci', 'curie', 'Ci'),
        si('radgy', 'gray', 'Gy'),
        si('radrad', 'rad', 'rad'),
        si('radsv', 'sievert', 'Sv'),
      ],
      ...[
        si('radmsv', 'millisievert', 'Sv', -1),
        si('radusv', 'microsievert', 'Sv', -2),
        si('radrem', 'rem', 'rem'),
        si('radexpckg', 'exposure', 'C/kg'),
      ],
      ...[
        si('radr', 'roentgen', 'R'),
        si('radsvh', 'sievert/hour', 'Sv/h'),
        si('radmsvh', 'millisievert/hour', 'Sv/h', -1),
        si('radusvh', 'microsievert/hour', 'Sv/h', -2),
      ],
    ],
  },
]

function scaledUnit(id: string, name: string, names: string[]): Unit {
  return [
    id,
    name,
    scaled(
      1000,
      names.map((each) => ` ${each}`),
    ),
  ]
}

function flops(letter: string): Unit {
  const steps = ['', '', 'm', 'g', 't', 'p', 'e', 'z', 'y'].indexOf(letter, letter === '' ? 0 : 2)
  return [`${letter === '' ? '' : letter}flops`, `${letter.toUpperCase()}FLOPS`, metricUnit('FLOPS', steps)]
}
