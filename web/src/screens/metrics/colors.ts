import './colors.css'

const count = 8
const dashes = [[], [6, 4], [2, 3], [10, 3, 2, 3]]

export type Look = { color: string; dash: number[] }

/** After as many lines as there are colours the same ones come again, dashed. */
export function lookOf(place: number): Look {
  return { color: `var(--line-${place % count})`, dash: dashes[Math.floor(place / count) % dashes.length] ?? [] }
}

/** A canvas knows no variables and no `light-dark`: what they are on this element, now. */
export function resolveColor(element: HTMLElement, color: string): string {
  const probe = element.ownerDocument.createElement('span')
  probe.style.color = color
  element.append(probe)
  const { color: resolved } = getComputedStyle(probe)
  probe.remove()
  return resolved
}
