/** Pictures of how a page is doing: the shape for the browser's tab, and a badge for others' pages. Pure. */
import type { Snapshot } from '../snapshot.ts'
import { markup } from './markup.ts'
import { shapes, toneOfIndicator, type Tone } from './style.ts'
import { directionOf, headlineWords } from './words.ts'

/** A file of its own cannot use the page's colours. White on each has a contrast of 4.5 or more, but for the shape's. */
const colours: Record<Tone, string> = {
  ok: '#0d7a3f',
  minor: '#8f5a00',
  major: '#b1440a',
  critical: '#bf1f1f',
  work: '#1d5fc4',
  unknown: '#626b78',
}

export function iconSvg({ headline }: Snapshot): string {
  const tone = toneOfIndicator[headline.indicator]
  const { outline, sign } = shapes[tone]
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><path d="${outline}" fill="${colours[tone]}"/>` +
    `<path d="${sign}" fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>`
  )
}

const maxNameLength = 40
const height = 24

/** `Acme | (shape) All systems operational` */
export function badgeSvg({ page, headline, locale }: Snapshot): string {
  const name = Array.from(page.name)
  const left = name.length > maxNameLength ? `${name.slice(0, maxNameLength - 1).join('')}…` : page.name
  const right = headlineWords(headline, locale)
  const tone = toneOfIndicator[headline.indicator]
  const leftWidth = widthOf(left) + 16
  const rightWidth = widthOf(right) + 36
  const width = leftWidth + rightWidth
  const { outline, sign } = shapes[tone]
  // The letters are squeezed into the width that they were given, whatever font the reader has.
  const words = (text: string, x: number, length: number) =>
    markup`<text x="${x}" y="16" textLength="${length}" lengthAdjust="spacingAndGlyphs" direction="${directionOf(locale)}" text-anchor="middle">${text}</text>`
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${left}: ${right}"><title>${left}: ${right}</title><clipPath id="r"><rect width="${width}" height="${height}" rx="5"/></clipPath><g clip-path="url(#r)"><rect width="${leftWidth}" height="${height}" fill="#30363f"/><rect x="${leftWidth}" width="${rightWidth}" height="${height}" fill="${colours[tone]}"/></g><g fill="#fff" font-family="system-ui,-apple-system,Segoe UI,Roboto,sans-serif" font-size="12" font-weight="600">${words(left, leftWidth / 2, leftWidth - 16)}${words(right, leftWidth + 26 + (rightWidth - 36) / 2, rightWidth - 36)}</g><g transform="translate(${leftWidth + 8} 5) scale(.7)"><path d="${outline}" fill="#fff"/><path d="${sign}" fill="none" stroke="${colours[tone]}" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/></g></svg>`
    .markup
}

/** About what a system's font takes at 12 pixels: letters of East Asia are twice as wide. */
function widthOf(text: string): number {
  let width = 0
  for (const character of text) {
    if (
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(
        character,
      )
    )
      width += 12
    else if (/[iljtfrI.,:;'|! ]/.test(character)) width += 4
    else width += /[A-ZmwMW@%]/.test(character) ? 9 : 7
  }
  return width
}
