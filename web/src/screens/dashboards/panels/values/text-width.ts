/** How wide a text is in the bold font of values, in parts of its height. */
const widths = new Map<string, number>()
const measuredPx = 100

export function textWidth(text: string): number {
  const known = widths.get(text)
  if (known !== undefined) return known
  const context = typeof document === 'undefined' ? null : document.createElement('canvas').getContext('2d')
  // Where nothing can be measured, a little more than digits are wide.
  let width = text.length * 0.62
  if (context) {
    context.font = `600 ${measuredPx}px ${getComputedStyle(document.body).fontFamily}`
    width = context.measureText(text).width / measuredPx
  }
  // Values change: what was measured long ago is not asked for again.
  if (widths.size > 2000) widths.clear()
  widths.set(text, width)
  return width
}
