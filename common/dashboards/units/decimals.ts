/** How many digits of a number say something. */

/** Numbers below it are written with an exponent: their zeros would fill the panel. */
const tiny = 1e-6

/** As many as asked for; else three significant ones, and none after a whole number. */
export function fixed(value: number, decimals: number | undefined): string {
  if (decimals !== undefined) return withoutMinusZero(value.toFixed(Math.min(15, Math.max(0, decimals))))
  const size = Math.abs(value)
  if (size >= 1e21) return value.toExponential(2)
  if (Number.isInteger(value)) return withoutMinusZero(value.toFixed(0))
  if (size < tiny) return value.toExponential(2)
  return withoutMinusZero(value.toFixed(Math.max(0, 2 - Math.floor(Math.log10(size)))))
}

function withoutMinusZero(text: string): string {
  return /^-0(?:\.0*)?$/.test(text) ? text.slice(1) : text
}
