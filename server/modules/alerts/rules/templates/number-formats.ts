/** Go's `%.<precision>g`: so many significant digits, without zeros at the end, an exponent where it is shorter. */
export function formatGeneral(value: number, precision: number): string {
  if (!Number.isFinite(value)) return infinite(value)
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const digits = Math.min(Math.max(precision, 1), 100)
  const [mantissa = '', power = '0'] = value.toExponential(digits - 1).split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < digits) return withoutZeros(value.toFixed(digits - 1 - exponent))
  return withoutZeros(mantissa) + goExponent(exponent)
}

/** Go's `%.<precision>e`. */
export function formatScientific(value: number, precision: number): string {
  if (!Number.isFinite(value)) return infinite(value)
  const [mantissa = '', power = '0'] = value.toExponential(Math.min(precision, 100)).split('e')
  return mantissa + goExponent(Number(power))
}

/** Go's `%.<precision>f`. */
export function formatFixed(value: number, precision: number): string {
  if (!Number.isFinite(value)) return infinite(value)
  // toFixed gives up at 1e21, where every double is a whole number.
  if (Math.abs(value) < 1e21) return value.toFixed(Math.min(precision, 100))
  return BigInt(value).toString() + (precision > 0 ? `.${'0'.repeat(Math.min(precision, 100))}` : '')
}

function infinite(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? '+Inf' : '-Inf'
}

function goExponent(exponent: number): string {
  return `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function withoutZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits
}
